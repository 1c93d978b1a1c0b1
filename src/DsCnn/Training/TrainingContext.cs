namespace DsCnn.Training;

/// <summary>What a callback sees of a training run.</summary>
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

    /// <summary>The network. Measure or save it; a callback that changes its weights changes the run.</summary>
    public DsCnnModel Model { get; }

    /// <summary>How it is trained, with the precision that <see cref="TrainingPrecision.Automatic"/> came to.</summary>
    public TrainerOptions Options { get; }

    /// <summary>What the run is about to do, in words.</summary>
    public TrainingSummary Summary { get; }

    /// <summary>Updates of an epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The epochs done, those before a resumption included.</summary>
    public IReadOnlyList<EpochResult> History => _state.History;

    /// <summary>The best epoch so far, or null where nothing was validated.</summary>
    public int? BestEpoch => _state.Best;

    /// <summary>Ends the run after the current epoch; its report says <see cref="StopReason.Callback"/>.</summary>
    public void Stop() => _state.AskToStop();
}
