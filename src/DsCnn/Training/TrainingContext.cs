namespace DsCnn.Training;

/// <summary>A training run, as seen by callbacks.</summary>
public sealed class TrainingContext
{
    private readonly TrainingState _state;

    internal TrainingContext(DsCnnModel model, TrainerOptions options, TrainingSummary summary, int stepsPerEpoch, TrainingState state)
    {
        Model = model;
        Options = options;
        Summary = summary;
        StepsPerEpoch = stepsPerEpoch;
        _state = state;
    }

    /// <summary>The network. Evaluate or save it; a callback that changes its weights changes the run.</summary>
    public DsCnnModel Model { get; }

    /// <summary>The options, with the precision that <see cref="TrainingPrecision.Automatic"/> chose.</summary>
    public TrainerOptions Options { get; }

    /// <summary>A description of the run in words.</summary>
    public TrainingSummary Summary { get; }

    /// <summary>The number of updates per epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The finished epochs, including those before a resumption.</summary>
    public IReadOnlyList<EpochResult> History => _state.History;

    /// <summary>The best epoch so far, or null if there was no validation.</summary>
    public int? BestEpoch => _state.Best;

    /// <summary>Ends the run after the current epoch; its report says <see cref="StopReason.Callback"/>.</summary>
    public void Stop() => _state.AskToStop();
}
