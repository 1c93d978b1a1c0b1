using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Trains a network on labelled images by cross-entropy.</summary>
/// <param name="model">The network; it is trained in place.</param>
/// <param name="options">How. Default: see <see cref="TrainerOptions"/>.</param>
public sealed class Trainer(DsCnnModel model, TrainerOptions? options = null)
{
    private readonly DsCnnModel _model = model ?? throw new ArgumentNullException(nameof(model));
    private readonly TrainerOptions _options = options ?? new TrainerOptions();

    /// <inheritdoc cref="FitAsync(TrainingData, IProgress{TrainingProgress}, CancellationToken)"/>
    public Task<TrainingReport> FitAsync(TrainingData data, CancellationToken cancellationToken = default) =>
        FitAsync(data, progress: null, cancellationToken);

    /// <summary>Trains on a thread of its own. The model ends up in evaluation mode.</summary>
    /// <remarks>
    /// The model gets the images' class names, where it has as many outputs, and their normalisation unless it already has one, which its
    /// weights then rely on. Seeds torch's global random numbers, which dropout and drop path use. An epoch's last images are left out where they do not fill
    /// a batch; the order is new in every epoch. On glibc, the process's heap keeps freed memory from then on, which makes training faster and the
    /// process larger; the AppContext switch <c>DsCnn.LeaveHeapAlone</c> prevents it.
    /// </remarks>
    /// <param name="data">The images to learn from, and those to measure on after every epoch.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Stops the work between two steps; the model keeps what it has learnt.</param>
    /// <returns>What the run did.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="TrainingDivergedException">The loss was no longer a number.</exception>
    public Task<TrainingReport> FitAsync(
        TrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        DataFit.Require(_model, data.Train, nameof(data));
        if (!_model.parameters().Any(p => p.requires_grad))
            throw new ArgumentException($"{_model.Spec.Name} has no weights to train.", nameof(data));
        if (data.Validation is not null)
            DataFit.Require(_model, data.Validation, nameof(data));

        // Before the training thread exists: a thread keeps the heap it first allocates from.
        HeapTuning.EnsureApplied();
        return Task.Factory.StartNew(
            () => Fit(data, progress, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private TrainingReport Fit(TrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        random.manual_seed(_options.Seed);
        _model.Preprocessing ??= data.Train.MeasurePreprocessing(cancellationToken);
        if (data.Train.ClassNames.Count == _model.Spec.Output.Channels)
            _model.Labels = data.Train.ClassNames;

        using var batches = new BatchLoader(data.Train, LoaderOptions());
        var results = new List<EpochResult>();
        using optim.Optimizer optimizer = _options.Optimizer.Create(_model);
        try
        {
            for (int epoch = 1; epoch <= _options.Epochs; epoch++)
            {
                var run = new EpochRun(epoch, _options.Epochs, batches.StepsPerEpoch);
                TrainEpoch(run, batches, optimizer, progress, cancellationToken);
                EvaluationResult? validation = data.Validation is null
                    ? null
                    : _model.Evaluate(data.Validation, _options.EvaluationBatchSize, cancellationToken);
                results.Add(run.Finish(validation));
                progress?.Report(run.Progress with { Finished = results[^1] });
            }
        }
        finally
        {
            _model.eval();
        }

        return new TrainingReport
        {
            Epochs = results,
            Images = (long)batches.StepsPerEpoch * batches.BatchSize * _options.Epochs,
            Duration = watch.Elapsed,
        };
    }

    private void TrainEpoch(
        EpochRun run, BatchLoader batches, optim.Optimizer optimizer, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        _model.train();
        foreach (Batch batch in batches.Epoch(run.Epoch, cancellationToken: cancellationToken))
        {
            run.LearningRate = _options.Optimizer.LearningRate * _options.Schedule.FactorAt(run.ProgressOfRun);
            foreach (optim.ILearningRateController group in optimizer.ParamGroups)
                group.LearningRate = run.LearningRate;

            (double loss, long correct) = Step(optimizer, batch);
            if (!double.IsFinite(loss))
                throw new TrainingDivergedException(run.Epoch, run.Step + 1, run.LearningRate);
            run.Add(loss, correct, batch.Count);
            progress?.Report(run.Progress);
        }
    }

    private (double Loss, long Correct) Step(optim.Optimizer optimizer, Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = _model.Logits(batch.Images);
        Tensor loss = Loss(logits, batch);
        double value = loss.item<float>();
        if (double.IsFinite(value))
        {
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }

        return (value, logits.argmax(1).eq(batch.Labels).sum().item<long>());
    }

    private Tensor Loss(Tensor logits, Batch batch)
    {
        Tensor own = CrossEntropy(logits, batch.Labels);
        return batch.MixedLabels is null
            ? own
            : (own * batch.MixWeight) + (CrossEntropy(logits, batch.MixedLabels) * (1 - batch.MixWeight));
    }

    private Tensor CrossEntropy(Tensor logits, Tensor labels) =>
        nn.functional.cross_entropy(logits, labels, label_smoothing: _options.LabelSmoothing);

    private BatchLoaderOptions LoaderOptions() => new()
    {
        BatchSize = _options.BatchSize,
        Shuffle = true,
        Seed = _options.Seed,
        Preprocessing = _model.Preprocessing,
        Device = _model.Device,
        Augmentations = _options.Augmentations,
        Mixing = _options.Mixing,
    };
}
