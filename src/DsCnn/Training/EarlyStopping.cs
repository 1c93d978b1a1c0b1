namespace DsCnn.Training;

/// <summary>Ends a run when its validation result stops improving (<see cref="TrainerOptions.BestBy"/> selects the result).</summary>
public sealed record EarlyStopping
{
    /// <summary>The number of consecutive epochs without an improvement after which the run ends. Default 5.</summary>
    public int Patience { get; init => field = Check.Positive(value); } = 5;

    /// <summary>The smallest change that counts as an improvement, at least 0. Default 0: any.</summary>
    public double MinDelta { get; init => field = Check.NotNegative(value); }
}
