using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>One compression, from its beginning or the point of interruption to its end.</summary>
internal sealed class CompressionRun : IDisposable
{
    private readonly Device _device;
    private readonly TrainingData _data;
    private readonly CompressorOptions _options;
    private readonly IReadOnlyList<PlannedStep> _steps;
    private readonly IProgress<CompressionProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly ModelFile _original;
    private readonly DsCnnModel _teacher;
    private readonly MemoryMode? _memory;
    private CompressionStore? _store;

    internal CompressionRun(
        ModelFile original, Device device, TrainingData data, CompressorOptions options, IReadOnlyList<PlannedStep> steps,
        IProgress<CompressionProgress>? progress, CancellationToken cancellation)
    {
        _original = original;
        _device = device;
        _data = data;
        _options = options;
        _steps = steps;
        _progress = progress;
        _cancellation = cancellation;
        _teacher = DsCnnModel.From(original, device);
        _memory = options.Target.LimitsMicrocontroller ? options.Target.Memory : null;
    }

    internal CompressedModel Run()
    {
        using RunLock? own = _options is { StateFolder: { } folder, StateLock: null } ? RunLock.Take(Path.Combine(folder, CompressionStore.StateName)) : null;
        if (_options.StateFolder is not null)
            _store = new CompressionStore(_options.StateFolder, own ?? _options.StateLock!, CompressionFingerprint.Of(_original, _options, _steps, _data, _cancellation));
        if (!_options.Resume)
            _store?.Clear();
        CompressionState? kept = _store?.Read();
        CompressionState state = kept ?? Begin();
        if (_options.Target.MaxMilliseconds is not null)
            RequiredSpeed(state.Report.Original.ImagesPerSecond, _original.Spec);

        // So that a different compression is rejected from the first step's training on.
        if (kept is null)
            _store?.Write(state);
        for (int step = state.Done; step < _steps.Count; step++)
        {
            _cancellation.ThrowIfCancellationRequested();
            state = Take(step, state) with { Done = step + 1 };
            _store?.Write(state);
            _store?.DropCheckpoint(step);
        }

        return new CompressedModel(state.Model, () => state.Report);
    }

    public void Dispose() => _teacher.Dispose();

    private CompressionState Begin() => new()
    {
        Done = 0,
        Model = _original,
        BeforePruning = null,
        Precision = ChoosePrecision(),
        Report = new CompressionReport
        {
            Name = _original.Spec.Name,
            Target = _options.Target,
            Figure = _original.Spec.ScoreName,
            Original = CompressionFigures.Of(_original, Measure(_teacher), Speed(_teacher), _memory),
            Steps = [],
        },
    };

    /// <summary>Chosen once for all steps, so that the steps after an interruption are tuned in the same way as those before it.</summary>
    private TrainingPrecision? ChoosePrecision()
    {
        if (_options.FineTuning is not { Precision: TrainingPrecision.Automatic } tuning)
            return null;
        using DsCnnModel model = DsCnnModel.From(_original, _device);
        return PrecisionTrial.For(model, tuning, _data.Train, TimeProvider.System, _cancellation)!.Chosen;
    }

    private CompressionState Take(int index, CompressionState state)
    {
        PlannedStep planned = _steps[index];
        var watch = Stopwatch.StartNew();
        _progress?.Report(At(index));
        if (state.GivenUp.Contains(planned.Method))
            return state;
        ModelSpec beforePruning = state.BeforePruning ?? state.Model.Spec;
        using StepChange? change = Apply(index, state, beforePruning);
        if (change is null)
            return Skip(state, planned, "nothing had to be changed for it");

        (CompressionStep step, ModelFile tuned) = Tune(index, change, state, watch);
        bool isLost = !_options.Target.LimitsCost && !_options.Target.Misses(step.After, state.Report.Original).IsEmpty;
        return isLost
            ? Skip(state, planned, string.Create(CultureInfo.InvariantCulture, $"undone and not tried again, because the accuracy was {step.After.Accuracy:0.0000}")) with
            {
                GivenUp = state.GivenUp.Add(planned.Method),
            }
            : state with
            {
                Model = tuned,
                Report = state.Report.With(step),
                BeforePruning = planned.Method == CompressionMethod.Pruning ? beforePruning : state.BeforePruning,
            };
    }

    private StepChange? Apply(int index, CompressionState state, ModelSpec beforePruning)
    {
        PlannedStep planned = _steps[index];
        using DsCnnModel model = DsCnnModel.From(state.Model, _device);
        return planned.Method switch
        {
            CompressionMethod.LowRank => Factorize(model),
            CompressionMethod.Pruning => Prune(state.Model, model, PruningOf(planned, state.Report.Original) with { Original = beforePruning }),
            CompressionMethod.Sharing => StepChange.Of(state.Model.Share(_options.Sharing!, _cancellation)),
            _ => Quantize(index, model),
        };
    }

    private StepChange? Factorize(DsCnnModel model)
    {
        (ModelFile low, RankPlan plan) = model.Decompose(_options.LowRank!, _data.Train, _options.Calibration, _cancellation);
        return StepChange.Of(low, plan);
    }

    private StepChange? Prune(ModelFile original, DsCnnModel model, PruningOptions options)
    {
        PruningPlan plan = model.PlanPruning(options, _options.Criterion, _data.Train, _options.Calibration, _cancellation);
        return StepChange.Of(original.KeepChannels(plan.Kept), plan);
    }

    private PruningOptions PruningOf(PlannedStep planned, CompressionFigures original)
    {
        PruningOptions pruning = planned.Pruning!;
        if (planned.ShareOfTime is not { } share)
            return pruning;
        double start = 1000 / RequiredSpeed(original.ImagesPerSecond, _original.Spec);
        double most = start * Math.Pow(Math.Min(1, _options.Target.MaxMilliseconds!.Value / start), share);
        return pruning with { Enough = spec => (pruning.Enough?.Invoke(spec) ?? true) && Milliseconds(spec) <= most };
    }

    /// <summary>The values of the weights make no difference to the time.</summary>
    private double Milliseconds(ModelSpec spec)
    {
        _cancellation.ThrowIfCancellationRequested();
        using DsCnnModel model = spec.Build();
        model.to(_device);
        return 1000 / RequiredSpeed(Speed(model), spec);
    }

    private static double RequiredSpeed(double? imagesPerSecond, ModelSpec spec) =>
        imagesPerSecond ?? throw new InvalidOperationException($"MaxMilliseconds needs a Speed that measures {spec.Name}. Received: null.");

    private StepChange Quantize(int index, DsCnnModel model)
    {
        var progress = new CallbackProgress<QuantizationProgress>(report => _progress?.Report(At(index, quantization: report)));
        IImageSource images = _data.Train.Sample(_options.Calibration.Images, _options.Calibration.Seed);
        return StepChange.Of(model.Quantize(images, _options.Quantization!, progress, _cancellation), _options.Quantization!);
    }

    private (CompressionStep Step, ModelFile Model) Tune(int index, StepChange change, CompressionState state, Stopwatch watch)
    {
        using DsCnnModel model = DsCnnModel.From(change.Model, _device);
        bool isFolded = _steps[index].Method == CompressionMethod.Quantization;
        if (_options.RecalibrateBatchNorm && !isFolded)
            model.RecalibrateBatchNorm(_data.Train, _options.Calibration, _cancellation);
        double? untuned = Measure(model);
        int epochs = 0;
        if ((isFolded ? _options.QuantizationTuning : _options.FineTuning) is { } tuning)
        {
            TrainerOptions options = tuning with
            {
                Precision = isFolded ? tuning.Precision : state.Precision ?? tuning.Precision,
                Distillation = tuning.Distillation ?? (_options.Distill ? new DistillationOptions { Teacher = Teacher.From(_teacher) } : null),
                Callbacks = change.Callback is null ? tuning.Callbacks : [.. tuning.Callbacks, change.Callback],
                Checkpoint = IsRepeatable(index) ? _store?.CheckpointOf(index) : null,
            };
            var progress = new CallbackProgress<TrainingProgress>(report => _progress?.Report(At(index, tuning: report)));
            epochs = new Trainer(model, options).Fit(_data, progress, _cancellation).Epochs.Count;
        }

        ModelFile tuned = model.ToModelFile();
        var step = new CompressionStep
        {
            Method = _steps[index].Method,
            Goal = _steps[index].Goal,
            Done = change.Done,
            Skipped = change.Skipped,
            Before = state.Report.Compressed,
            After = CompressionFigures.Of(tuned, epochs == 0 ? untuned : Measure(model), Speed(model), _memory),
            AccuracyBeforeTuning = untuned,
            TuningEpochs = epochs,
            Seconds = watch.Elapsed.TotalSeconds,
        };
        return (step, tuned);
    }

    /// <summary>The accuracy, or mean average precision. When the weights of a network change, its thresholds do too.</summary>
    private double? Measure(DsCnnModel model)
    {
        if (_data.Validation is null)
            return null;
        EvaluationResult result = model.Evaluate(_data.Validation, _options.FineTuning?.EvaluationBatchSize ?? 256, _cancellation);
        if (result.Labels is { } labels)
            model.Thresholds = labels.BestThresholds;
        return result.Score;
    }

    /// <summary>Whether repeating a step gives the same network, so that training can resume from a checkpoint: not if time was measured or the caller's delegate decided.</summary>
    private bool IsRepeatable(int step) => _steps[step].ShareOfTime is null && _options.Pruning?.Enough is null;

    private double? Speed(DsCnnModel model)
    {
        _cancellation.ThrowIfCancellationRequested();
        return _options.Speed?.Invoke(model) is not { } speed ? null
            : double.IsFinite(speed) && speed > 0 ? speed
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Speed must return a positive number of images per second, or null. Received: {speed}."));
    }

    private CompressionProgress At(int step, TrainingProgress? tuning = null, QuantizationProgress? quantization = null) => new()
    {
        Step = step + 1,
        Steps = _steps.Count,
        Goal = _steps[step].Goal,
        Tuning = tuning,
        Quantization = quantization,
    };

    private static CompressionState Skip(CompressionState state, PlannedStep planned, string reason) => state with
    {
        Report = state.Report.With(new SkippedLayer { Name = $"{planned.Method.Name()} ({planned.Goal})", Reason = reason }),
    };

    private sealed class CallbackProgress<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
