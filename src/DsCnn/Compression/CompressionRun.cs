using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>One compression from its beginning, or where it was interrupted, to its end.</summary>
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
    private readonly CompressionStore? _store;

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
        _store = options.StateFolder is { } folder ? new CompressionStore(folder, CompressionStore.Fingerprint(original, data, options, steps)) : null;
        _teacher = DsCnnModel.From(original, device);
    }

    internal CompressedModel Run()
    {
        CompressionState state = _store?.Read() ?? Begin();
        for (int step = state.Done; step < _steps.Count; step++)
        {
            _cancellation.ThrowIfCancellationRequested();
            state = Take(step, state) with { Done = step + 1 };
            _store?.Write(state);
        }

        return new CompressedModel { Model = state.Model, Report = state.Report };
    }

    public void Dispose() => _teacher.Dispose();

    private CompressionState Begin() => new()
    {
        Done = 0,
        Model = _original,
        BeforePruning = null,
        Report = new CompressionReport
        {
            Name = _original.Spec.Name,
            Target = _options.Target,
            Original = CompressionFigures.Of(_original, Accuracy(_teacher)),
            Steps = [],
        },
    };

    private CompressionState Take(int index, CompressionState state)
    {
        PlannedStep planned = _steps[index];
        var watch = Stopwatch.StartNew();
        Report(index, tuning: null);
        if (state.GivenUp.Contains(planned.Method))
            return state;
        ModelSpec beforePruning = state.BeforePruning ?? state.Model.Spec;
        using StepChange? change = Apply(planned, state.Model, beforePruning);
        if (change is null)
            return Skip(state, planned, "nothing had to be changed for it");

        (CompressionStep step, ModelFile tuned) = Tune(index, change, state.Report.Compressed, watch);
        bool isLost = !_options.Target.LimitsCost && !_options.Target.Misses(step.After, state.Report.Original).IsEmpty;
        return isLost
            ? Skip(state, planned, string.Create(CultureInfo.InvariantCulture, $"taken back, and no more tried, since the accuracy was {step.After.Accuracy:0.0000}")) with
            {
                GivenUp = state.GivenUp.Add(planned.Method),
            }
            : state with
            {
                Model = tuned,
                Report = state.Report with { Steps = state.Report.Steps.Add(step) },
                BeforePruning = planned.Method == CompressionMethod.Pruning ? beforePruning : state.BeforePruning,
            };
    }

    private StepChange? Apply(PlannedStep planned, ModelFile file, ModelSpec beforePruning)
    {
        using DsCnnModel model = DsCnnModel.From(file, _device);
        return planned.Method switch
        {
            CompressionMethod.LowRank => StepChange.Of(model.Factorise(_options.LowRank!, _data.Train, _options.Calibration, _cancellation)),
            CompressionMethod.Pruning => StepChange.Of(model.Prune(
                planned.Pruning! with { Original = beforePruning }, _options.Criterion, _data.Train, _options.Calibration, _cancellation)),
            _ => StepChange.Of(file.ShareWeights(_options.Sharing, _cancellation)),
        };
    }

    private (CompressionStep Step, ModelFile Model) Tune(int index, StepChange change, CompressionFigures before, Stopwatch watch)
    {
        using DsCnnModel model = DsCnnModel.From(change.Model, _device);
        if (_options.RecalibrateBatchNorm)
            model.RecalibrateBatchNorm(_data.Train, _options.Calibration, _cancellation);
        double? untuned = Accuracy(model);
        int epochs = 0;
        if (_options.FineTuning is { } tuning)
        {
            TrainerOptions options = tuning with
            {
                Distillation = tuning.Distillation ?? (_options.Distil ? new DistillationOptions { Teacher = Teacher.From(_teacher) } : null),
                Callbacks = change.Callback is null ? tuning.Callbacks : [.. tuning.Callbacks, change.Callback],
            };
            var progress = new Relay<TrainingProgress>(report => Report(index, report));
            epochs = new Trainer(model, options).FitAsync(_data, progress, _cancellation).GetAwaiter().GetResult().Epochs.Count;
        }

        ModelFile tuned = model.ToModelFile();
        var step = new CompressionStep
        {
            Method = _steps[index].Method,
            Goal = _steps[index].Goal,
            Done = change.Done,
            Skipped = change.Skipped,
            Before = before,
            After = CompressionFigures.Of(tuned, epochs == 0 ? untuned : Accuracy(model)),
            AccuracyBeforeTuning = untuned,
            TuningEpochs = epochs,
            Seconds = watch.Elapsed.TotalSeconds,
        };
        return (step, tuned);
    }

    private double? Accuracy(DsCnnModel model) =>
        _data.Validation is null ? null : model.Evaluate(_data.Validation, _options.FineTuning?.EvaluationBatchSize ?? 256, _cancellation).Accuracy;

    private void Report(int step, TrainingProgress? tuning) => _progress?.Report(new CompressionProgress
    {
        Step = step + 1,
        Steps = _steps.Count,
        Goal = _steps[step].Goal,
        Tuning = tuning,
    });

    private static CompressionState Skip(CompressionState state, PlannedStep planned, string reason) => state with
    {
        Report = state.Report with
        {
            Skipped = state.Report.Skipped.Add(new SkippedLayer { Name = $"{Compressor.NameOf(planned.Method)} ({planned.Goal})", Reason = reason }),
        },
    };

    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
