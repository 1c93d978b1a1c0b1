namespace DsCnn;

/// <summary>The lines of one training run: titles, the results of the epochs, and below them the progress of the current epoch.</summary>
internal sealed class TrainingLines
{
    private readonly ProgressScreen _screen;
    private readonly RemainingTime _remaining;
    private TrainingProgress? _last;

    internal TrainingLines(ProgressScreen screen, TimeProvider clock)
    {
        _screen = screen;
        _remaining = new RemainingTime(clock);
    }

    /// <summary>Whether a report belongs to a different training run, which has just begun.</summary>
    internal bool IsOver(TrainingProgress next) =>
        _last is not null && (next.Epoch < _last.Epoch || next.Epochs != _last.Epochs || (next.Epoch == _last.Epoch && (_last.Finished is not null || next.Step < _last.Step)));

    internal void Show(TrainingProgress progress)
    {
        if (_last is null)
            _screen.WriteLine(EpochLine.Titles(progress.Head));
        _last = progress;
        if (progress.Finished is { } epoch)
        {
            WriteEpoch(progress, epoch);
            return;
        }

        _remaining.Step(progress);
        // The last step is always shown: validation follows, and the bar must not seem to hang.
        _screen.Show(
            () => _screen.IsLive ? StepLine.Of(progress, _remaining, _screen.IsUnicode) : StepLine.Plain(progress, _remaining),
            now: progress.Step == progress.StepsPerEpoch);
    }

    private void WriteEpoch(TrainingProgress progress, EpochResult epoch)
    {
        bool isBest = progress.BestEpoch == epoch.Epoch;
        _remaining.EndOfEpoch(epoch);
        _screen.WriteLine(EpochLine.Of(progress, epoch, isBest), isBest);
    }
}
