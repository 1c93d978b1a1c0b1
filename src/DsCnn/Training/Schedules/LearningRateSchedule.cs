namespace DsCnn.Training;

/// <summary>How the learning rate changes over a training run, relative to its peak. Derive from it to write your own.</summary>
/// <remarks>When a run is resumed, schedules are compared by type, public properties and <see cref="Description"/>; other state is not considered.</remarks>
/// <example><code>
/// sealed record Triangles : LearningRateSchedule
/// {
///     public override double FactorAt(double progress, int epochs) =&gt; 1 - Math.Abs((2 * (progress * epochs % 1)) - 1);
/// }
/// </code></example>
public abstract record LearningRateSchedule
{
    /// <summary>A short description for summaries, which must be the same when a run is resumed. Default: the name of the type, as words.</summary>
    public virtual string Description => Words.Of(GetType(), "Schedule");

    /// <summary>Returns the learning rate at a point of the run, relative to its peak.</summary>
    /// <param name="progress">The share of the run that is done, 0 to 1.</param>
    /// <param name="epochs">The number of epochs in the whole run; <c>progress * epochs</c> of them are done.</param>
    /// <returns>A factor of at least 0, usually at most 1. It must depend only on the arguments: a resumed run asks again.</returns>
    public abstract double FactorAt(double progress, int epochs);
}
