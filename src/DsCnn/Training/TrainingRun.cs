using System.Diagnostics;

namespace DsCnn.Training;

/// <summary>One training run, from its beginning or a checkpoint to its end.</summary>
internal sealed class TrainingRun : IDisposable
{
    /// <summary>In this many steps, running statistics with the usual momentum forget all but half a percent of the past.</summary>
    private const int StepsThatFollow = 50;

    /// <summary>The number of images on which statistics are recomputed after a run was stopped: the user is waiting.</summary>
    private const int ImagesOfStopped = 128;

    private readonly DsCnnModel _model;
    private readonly TrainerOptions _options;
    private readonly PrecisionTrial? _trial;
    private readonly TrainingData _data;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly RunRanks _ranks;
    private readonly BatchLoader _loader;
    private readonly TrainingStep _step;
    private readonly TrainingWeights _weights;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _elapsedBefore;

    /// <param name="model">The network.</param>
    /// <param name="options">The options, with a lock for the checkpoints and no precision left to choose.</param>
    /// <param name="trial">How the precision was chosen, or null if it was given.</param>
    /// <param name="data">The data.</param>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellation">Cancels between steps.</param>
    internal TrainingRun(
        DsCnnModel model, TrainerOptions options, PrecisionTrial? trial, TrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        _model = model;
        _options = options;
        _trial = trial;
        _data = data;
        _ranks = new RunRanks(options.Communicator, cancellation);
        _progress = _ranks.IsFirst ? progress : null;
        _cancellation = _ranks.Cancellation;
        _loader = TrainingBatches.Load(model, data.Train, options);
        try
        {
            _step = new TrainingStep(model, options);
            _weights = new TrainingWeights(model, options.Ema);
        }
        catch
        {
            // The caller cannot dispose an object whose constructor threw.
            _step?.Dispose();
            _loader.Dispose();
            throw;
        }
    }

    /// <summary>An epoch's last update may have fewer batches to accumulate.</summary>
    private int StepsPerEpoch => (_loader.StepsPerEpoch + _options.AccumulationSteps - 1) / _options.AccumulationSteps;

    private TimeSpan Elapsed => _elapsedBefore + _watch.Elapsed;

    private List<NamedTensor> Tensors => [.. _weights.Tensors, .. _step.Tensors];

    internal TrainingReport Run()
    {
        Dictionary<string, string>? fingerprint =
            _options.Checkpoint is null && !_ranks.AreSeveral ? null : RunFingerprint.Of(_model, _options, _data, _cancellation);
        if (fingerprint is not null)
            _ranks.RequireSame(fingerprint);
        TrainingState state = Begin(fingerprint);
        CheckpointWriter? checkpoints = _options.Checkpoint is { } place && _ranks.IsFirst ? new(place, () => Save(state, fingerprint!)) : null;
        var context = new TrainingContext(_model, _options, TrainingSummary.Of(_model, _options, _data, _trial), StepsPerEpoch, state);
        using TensorFloat32Scope? precision = TensorFloat32Scope.For(_options.Precision, _model.Device);
        try
        {
            Notify(callback => callback.OnStart(context));
            while (state.Stopped is null)
            {
                TrainEpoch(state, context, checkpoints);
                FinishEpoch(state, context, checkpoints);
            }
        }
        catch (OperationCanceledException) when (_ranks.IsStopped)
        {
            try
            {
                checkpoints?.Save();
            }
            finally
            {
                LeaveFinal(ImagesOfStopped, CancellationToken.None);
            }

            throw;
        }
        catch
        {
            LeaveFinal();
            throw;
        }

        LeaveFinal(int.MaxValue, _cancellation);

        // A resumed run does not know the thresholds of the epoch whose weights it restores.
        if (_model.Spec.Head == Head.Sigmoid && _data.Validation is not null)
            ChooseThresholds(Evaluate(_data.Validation));
        TrainingReport report = Report(state);
        Notify(callback => callback.OnEnd(context, report));
        return report;
    }

    public void Dispose()
    {
        _weights.Dispose();
        _step.Dispose();
        _loader.Dispose();
    }

    private TrainingState Begin(Dictionary<string, string>? fingerprint)
    {
        CheckpointRecord? record = _ranks.OfFirst(() => fingerprint is null ? null : Read(fingerprint));
        if (record?.HasBest == true)
            _weights.KeepBest();
        if (record is not null && _ranks.IsFirst)
            CheckpointFile.ReadTensors(_options.Checkpoint!.Path, Tensors);
        _ranks.Broadcast(Tensors);
        if (record is null)
            return new TrainingState(_options, StepsPerEpoch, history: [], current: null, stopped: null);
        _step.Optimizer.Updates = record.Updates;
        _elapsedBefore = record.Elapsed;
        return new TrainingState(_options, StepsPerEpoch, record.History, record.Current, record.Stopped);
    }

    /// <summary>Reads what the checkpoint to resume says; null where there is none.</summary>
    private CheckpointRecord? Read(Dictionary<string, string> fingerprint)
    {
        if (_options.Checkpoint is not { Resume: true, Path: var path } || !File.Exists(path))
            return null;
        CheckpointRecord record = CheckpointFile.ReadRecord(path);
        RunFingerprint.RequireSame(path, record.Fingerprint, fingerprint);
        return record.Fits(_options.Epochs, StepsPerEpoch) ? record : throw CheckpointFile.Damaged(path, "its position does not fit this run");
    }

    private void Save(TrainingState state, Dictionary<string, string> fingerprint)
    {
        if (!_weights.AreFinite)
            throw _ranks.EndedBy(state.Epoch.Diverged("A weight"));
        CheckpointFile.Write(
            _options.Checkpoint!.Path,
            new CheckpointRecord
            {
                Version = CheckpointRecord.CurrentVersion,
                Fingerprint = fingerprint,
                History = [.. state.History],
                Current = state.Epoch.Sums,
                Updates = _step.Optimizer.Updates,
                HasBest = _weights.HasBest,
                Stopped = state.Stopped,
                Elapsed = Elapsed,
            },
            Tensors);
    }

    private void TrainEpoch(TrainingState state, TrainingContext context, CheckpointWriter? checkpoints)
    {
        EpochRun epoch = state.Epoch;
        if (epoch.IsOver)
            return;

        _model.train();
        using IEnumerator<Batch> batches = _loader.Epoch(epoch.Epoch, epoch.Step * _options.AccumulationSteps, _cancellation).GetEnumerator();
        while (!epoch.IsOver)
        {
            _ranks.ThrowIfStopped();
            epoch.BeginStep(_options);
            bool isLast = _step.Update(batches, epoch, _ranks.IsAskedToStop);
            _weights.Follow(_step.Optimizer.Updates);

            TrainingProgress progress = epoch.Progress(_model.Spec.Head, state.Best);
            Notify(callback => callback.OnStep(context, progress));
            _progress?.Report(progress);
            if (isLast)
                _ranks.Stop();
            if (!epoch.IsOver)
                checkpoints?.AfterStep(epoch.Step);
        }
    }

    private void FinishEpoch(TrainingState state, TrainingContext context, CheckpointWriter? checkpoints)
    {
        _ranks.AgreeToStop();
        EpochRun epoch = state.Epoch;
        _model.eval();
        _weights.WhileAveraged(() =>
        {
            EvaluationResult? validation = Validate();
            ChooseThresholds(validation);
            state.Finish(epoch.Finish(validation));
            if (_options.RestoreBest && state.Best == epoch.Epoch)
                _weights.KeepBest();
            Notify(callback => callback.OnEpochEnd(context, state.History[^1]));
            if (_ranks.Any(state.IsAskedToStop))
                state.AskToStop();
            state.StopIfAsked();
        });
        checkpoints?.Save();
        _progress?.Report(epoch.Progress(_model.Spec.Head, state.Best, state.History[^1]));
    }

    private EvaluationResult? Validate()
    {
        if (_data.Validation is null)
            return null;
        Recalibrate(int.MaxValue, _cancellation);
        return Evaluate(_data.Validation);
    }

    /// <summary>Gives the network its final weights, with matching statistics. The best epoch's statistics were computed when it was validated.</summary>
    private void LeaveFinal(int mostImages, CancellationToken cancellation)
    {
        LeaveFinal();
        if (!_weights.HasBest && _step.Optimizer.Updates > 0)
            Recalibrate(mostImages, cancellation);
    }

    private void LeaveFinal()
    {
        _weights.LeaveFinal();
        _model.eval();
    }

    private void Recalibrate(int mostImages, CancellationToken cancellation)
    {
        if (_options.Recalibration is { } calibration && _loader.StepsPerEpoch < StepsThatFollow)
            _model.RecalibrateBatchNorm(_data.Train, calibration with { Images = Math.Min(calibration.Images, mostImages) }, cancellation);
    }

    /// <summary>Epochs are compared without the thresholds, which were chosen on the same images.</summary>
    private EvaluationResult Evaluate(IImageSource validation)
    {
        if (_model.Spec.Head == Head.Sigmoid)
            _model.Thresholds = null;
        return _model.Evaluate(validation, _options.EvaluationBatchSize, _options.Metrics, progress: null, _options.Communicator, _cancellation);
    }

    /// <summary>The weights have changed, so the thresholds must be those of the current weights, or none.</summary>
    private void ChooseThresholds(EvaluationResult? validation)
    {
        if (_model.Spec.Head == Head.Sigmoid)
            _model.Thresholds = validation?.Labels!.BestThresholds;
    }

    private void Notify(Action<ITrainingCallback> tell)
    {
        foreach (ITrainingCallback callback in _options.Callbacks)
            tell(callback);
    }

    private TrainingReport Report(TrainingState state) => new()
    {
        Epochs = [.. state.History],
        Images = (long)_data.Train.Count * state.History.Count,
        Duration = Elapsed,
        BestEpoch = state.Best,
        Stopped = state.Stopped!.Value,
        Precision = _options.Precision,
    };
}
