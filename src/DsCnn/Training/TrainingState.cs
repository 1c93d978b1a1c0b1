namespace DsCnn.Training;

/// <summary>Where a run stands: what a checkpoint holds besides tensors.</summary>
internal sealed class TrainingState
{
    private readonly TrainerOptions _options;
    private readonly int _stepsPerEpoch;
    private readonly List<EpochResult> _history;
    private bool _stopAsked;

    /// <summary>Begins a run, or goes on with one.</summary>
    /// <param name="options">How it trains.</param>
    /// <param name="stepsPerEpoch">Updates of an epoch.</param>
    /// <param name="history">The epochs done.</param>
    /// <param name="current">What is done of the next one.</param>
    /// <param name="stopped">Why it ended, or null where it did not.</param>
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

    /// <summary>The epoch that is under way; where the run has ended, the one that will not be.</summary>
    internal EpochRun Epoch { get; private set; }

    internal IReadOnlyList<EpochResult> History => _history;

    internal StopReason? Stopped { get; private set; }

    /// <summary>The one place that says which epoch is best; reports, curves and stars say it again.</summary>
    internal int? Best { get; private set; }

    /// <summary>Ends the current epoch and, where it was the last one, the run.</summary>
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

    /// <summary>Ends the run where a callback asked for it and nothing else has ended it.</summary>
    internal void StopIfAsked()
    {
        if (_stopAsked)
            Stopped ??= StopReason.Callback;
    }

    /// <summary>What <see cref="BestBy.Metric"/> goes by.</summary>
    private Metric? Metric => _options.Metrics.Count > 0 ? _options.Metrics[0] : null;

    private EpochRun NextEpoch(EpochSums? done) => new(_history.Count + 1, _options.Epochs, _stepsPerEpoch, done);
}
