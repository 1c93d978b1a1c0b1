namespace DsCnn.Training;

/// <summary>How the learning rate changes over a training run, as a share of its peak. Derive from it for one of your own.</summary>
/// <remarks>A record's public properties tell one schedule from another when a run is resumed, together with its type and its <see cref="Description"/>; what it keeps elsewhere is not seen.</remarks>
/// <example><code>
/// sealed record Triangles : LearningRateSchedule
/// {
///     public override double FactorAt(double progress, int epochs) =&gt; 1 - Math.Abs((2 * (progress * epochs % 1)) - 1);
/// }
/// </code></example>
public abstract record LearningRateSchedule
{
    /// <summary>What it is, in a few words, for summaries; a run that is resumed must have the same. Default: the name of its type, as words.</summary>
    public virtual string Description => Words.Of(GetType(), "Schedule");

    /// <summary>The share of the peak learning rate at a point of the run.</summary>
    /// <param name="progress">How much of the run is done, 0 to 1.</param>
    /// <param name="epochs">How many epochs the whole run has, so that <c>progress * epochs</c> is how many are done.</param>
    /// <returns>A factor of at least 0, usually at most 1. It must follow from the arguments alone: a run that is resumed asks again.</returns>
    public abstract double FactorAt(double progress, int epochs);
}
