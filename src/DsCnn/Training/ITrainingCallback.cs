namespace DsCnn.Training;

/// <summary>Takes part in a training run. Its methods are called on the training thread, in the order of the list; an exception ends the run.</summary>
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
    /// <summary>Called before the first step, also when a run is resumed.</summary>
    /// <param name="context">The run.</param>
    void OnStart(TrainingContext context)
    {
    }

    /// <summary>Called after every step.</summary>
    /// <param name="context">The run.</param>
    /// <param name="progress">Its progress.</param>
    void OnStep(TrainingContext context, TrainingProgress progress)
    {
    }

    /// <summary>
    /// Called after every epoch, while the network is in evaluation mode and has the weights that were validated: the averaged ones, if there are any.
    /// </summary>
    /// <param name="context">The run.</param>
    /// <param name="result">The results of the epoch.</param>
    void OnEpochEnd(TrainingContext context, EpochResult result)
    {
    }

    /// <summary>Called at the end of a run that was neither canceled nor failed, when the network has its final weights.</summary>
    /// <param name="context">The run.</param>
    /// <param name="report">The report of the run.</param>
    void OnEnd(TrainingContext context, TrainingReport report)
    {
    }
}
