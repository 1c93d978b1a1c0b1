namespace DsCnn.Training;

/// <summary>Takes part in a training run. Its methods are called on the training thread, in the order of the list; what they throw ends the run.</summary>
/// <example><code>
/// sealed class StopWhenGood : ITrainingCallback
/// {
///     public void OnEpochEnd(TrainingContext context, EpochResult result)
///     {
///         if (result.Validation?.Accuracy &gt; 0.93)
///             context.Stop();
///     }
/// }
/// </code></example>
public interface ITrainingCallback
{
    /// <summary>Called before the first step, also of a run that was resumed.</summary>
    /// <param name="context">The run.</param>
    void OnStart(TrainingContext context)
    {
    }

    /// <summary>Called after every step.</summary>
    /// <param name="context">The run.</param>
    /// <param name="progress">Where it stands.</param>
    void OnStep(TrainingContext context, TrainingProgress progress)
    {
    }

    /// <summary>
    /// Called after every epoch, while the network is in evaluation mode and holds the weights that were validated: the averaged ones, where there are any.
    /// </summary>
    /// <param name="context">The run.</param>
    /// <param name="result">What the epoch achieved.</param>
    void OnEpochEnd(TrainingContext context, EpochResult result)
    {
    }

    /// <summary>Called at the end of a run that was neither canceled nor failed, when the network holds its final weights.</summary>
    /// <param name="context">The run.</param>
    /// <param name="report">What the run did.</param>
    void OnEnd(TrainingContext context, TrainingReport report)
    {
    }
}
