namespace DsCnn;

/// <summary>Estimates how long the epoch and the run still take from how long they took so far.</summary>
internal sealed class RemainingTime(TimeProvider clock)
{
    private long _began = clock.GetTimestamp();
    private int _epoch;
    private int _stepsBefore;
    private int _epochsDone;
    private TimeSpan _spent;
    private TimeSpan _perStep;

    /// <summary>Whether enough was seen for an estimate.</summary>
    internal bool IsKnown => _perStep > TimeSpan.Zero;

    /// <summary>Takes note of a step.</summary>
    internal void Step(TrainingProgress progress)
    {
        // A resumed run begins in the middle of an epoch; when its first step began, nobody said.
        if (_epoch != progress.Epoch)
            (_epoch, _stepsBefore) = (progress.Epoch, _epoch == 0 ? progress.Step : progress.Step - 1);
        if (progress.Step > _stepsBefore)
            _perStep = clock.GetElapsedTime(_began) / (progress.Step - _stepsBefore);
    }

    /// <summary>Takes note of an epoch's end.</summary>
    internal void EndOfEpoch(EpochResult epoch)
    {
        _began = clock.GetTimestamp();
        _epochsDone++;
        _spent += epoch.Duration;
    }

    /// <summary>The rest of the epoch's steps, without its validation.</summary>
    internal TimeSpan OfEpoch(TrainingProgress progress) => _perStep * (progress.StepsPerEpoch - progress.Step);

    /// <summary>The rest of the run, with the validations as far as one was seen.</summary>
    internal TimeSpan OfRun(TrainingProgress progress)
    {
        TimeSpan wholeEpoch = _epochsDone > 0 ? _spent / _epochsDone : _perStep * progress.StepsPerEpoch;
        return OfEpoch(progress) + (wholeEpoch * (progress.Epochs - progress.Epoch));
    }
}
