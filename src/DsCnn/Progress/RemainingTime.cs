namespace DsCnn;

/// <summary>Estimates the remaining time of the epoch and the run from the time taken so far.</summary>
internal sealed class RemainingTime(TimeProvider clock)
{
    private long _began = clock.GetTimestamp();
    private int _epoch;
    private int _stepsBefore;
    private int _epochsDone;
    private TimeSpan _spent;
    private TimeSpan _perStep;

    /// <summary>Whether there is enough data for an estimate.</summary>
    internal bool IsKnown => _perStep > TimeSpan.Zero;

    /// <summary>Records a step.</summary>
    internal void Step(TrainingProgress progress)
    {
        // A resumed run begins in the middle of an epoch; the time at which its first step began is not known.
        if (_epoch != progress.Epoch)
            (_epoch, _stepsBefore) = (progress.Epoch, _epoch == 0 ? progress.Step : progress.Step - 1);
        if (progress.Step > _stepsBefore)
            _perStep = clock.GetElapsedTime(_began) / (progress.Step - _stepsBefore);
    }

    /// <summary>Records the end of an epoch.</summary>
    internal void EndOfEpoch(EpochResult epoch)
    {
        _began = clock.GetTimestamp();
        _epochsDone++;
        _spent += epoch.Duration;
    }

    /// <summary>The time for the remaining steps of the epoch, without its validation.</summary>
    internal TimeSpan OfEpoch(TrainingProgress progress) => _perStep * (progress.StepsPerEpoch - progress.Step);

    /// <summary>The remaining time of the run, including validation once its duration is known.</summary>
    internal TimeSpan OfRun(TrainingProgress progress)
    {
        TimeSpan wholeEpoch = _epochsDone > 0 ? _spent / _epochsDone : _perStep * progress.StepsPerEpoch;
        return OfEpoch(progress) + (wholeEpoch * (progress.Epochs - progress.Epoch));
    }
}
