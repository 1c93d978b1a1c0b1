namespace DsCnn.Training;

/// <summary>Ends a run whose validation result no longer improves (<see cref="TrainerOptions.BestBy"/> says which result).</summary>
public sealed record EarlyStopping
{
    /// <summary>How many epochs in a row without an improvement end the run. Default 5.</summary>
    public int Patience { get; init => field = Check.Positive(value); } = 5;

    /// <summary>The least change that counts as an improvement, at least 0. Default 0: any.</summary>
    public double MinDelta { get; init => field = Check.NotNegative(value); }
}
