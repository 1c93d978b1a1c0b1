namespace DsCnn.Training;

/// <summary>The state of a run: what a checkpoint contains besides tensors.</summary>
internal sealed class TrainingState
{
    private readonly TrainerOptions _options;
    private readonly int _stepsPerEpoch;
    private readonly List<EpochResult> _history;
    private bool _stopAsked;

    /// <summary>Starts a run, or continues one.</summary>
    /// <param name="options">The options of the run.</param>
    /// <param name="stepsPerEpoch">The number of updates per epoch.</param>
    /// <param name="history">The finished epochs.</param>
    /// <param name="current">The finished part of the next epoch.</param>
    /// <param name="stopped">Why the run ended, or null if it did not.</param>
    internal TrainingState(
        TrainerOptions options, int stepsPerEpoch, IEnumerable<EpochResult> history, EpochSums? current, StopReason? stopped)
    {
        _options = options;
        _stepsPerEpoch = stepsPerEpoch;
        _history = [.. history];
        Stopped = stopped;
        Best = BestEpoch.Of(_history, options.BestBy, Metric);
        Epoch = NextEpoch(current);
    }

    /// <summary>The current epoch; if the run has ended, the one that would be next.</summary>
    internal EpochRun Epoch { get; private set; }

    internal IReadOnlyList<EpochResult> History => _history;

    internal StopReason? Stopped { get; private set; }

    /// <summary>The best epoch, determined only here; reports, curves and stars refer to it.</summary>
    internal int? Best { get; private set; }

    /// <summary>Ends the current epoch and, if it was the last one, the run.</summary>
    internal void Finish(EpochResult result)
    {
        _history.Add(result);
        Best = BestEpoch.Of(_history, _options.BestBy, Metric);
        Epoch = NextEpoch(null);
        if (_history.Count == _options.Epochs)
            Stopped = StopReason.Completed;
        else if (_options.EarlyStopping is { } rule
            && BestEpoch.EpochsWithoutImprovement(_history, _options.BestBy, rule.MinDelta, Metric) >= rule.Patience)
        {
            Stopped = StopReason.EarlyStopping;
        }
    }

    /// <summary>Whether a callback asked for the end of the run.</summary>
    internal bool IsAskedToStop => _stopAsked;

    internal void AskToStop() => _stopAsked = true;

    /// <summary>Ends the run if a callback requested it and nothing else has ended it.</summary>
    internal void StopIfAsked()
    {
        if (_stopAsked)
            Stopped ??= StopReason.Callback;
    }

    /// <summary>The metric for <see cref="BestBy.Metric"/>.</summary>
    private Metric? Metric => _options.Metrics.Count > 0 ? _options.Metrics[0] : null;

    private EpochRun NextEpoch(EpochSums? done) => new(_history.Count + 1, _options.Epochs, _stepsPerEpoch, done);
}
