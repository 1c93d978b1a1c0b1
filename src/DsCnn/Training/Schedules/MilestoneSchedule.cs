namespace DsCnn.Training;

/// <summary>Multiplies the learning rate by a factor at certain epochs.</summary>
public sealed record MilestoneSchedule : LearningRateSchedule
{
    /// <summary>The numbers of epochs after which the rate drops, such as 30, 60 and 80; all positive.</summary>
    public required IReadOnlyList<double> Milestones
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = [.. value.Select(milestone => Check.Positive(milestone, nameof(Milestones)))];
        }
    }

    /// <summary>The factor at each of them, at least 0 and at most 1. Default 0.1.</summary>
    public double Gamma { get; init => field = Check.Share(value); } = 0.1;

    /// <inheritdoc/>
    public override double FactorAt(double progress, int epochs) => Math.Pow(Gamma, Milestones.Count(milestone => milestone <= progress * epochs));

    /// <summary>Whether both describe the same schedule.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True if they are equal.</returns>
    public bool Equals(MilestoneSchedule? other) => other is not null && Gamma == other.Gamma && Milestones.SequenceEqual(other.Milestones);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Gamma, Milestones.Count);
}
