namespace DsCnn;

/// <summary>Trains a network on labeled images, with cross-entropy or another <see cref="TrainerOptions.Loss"/>.</summary>
/// <param name="model">The network; it is trained in place.</param>
/// <param name="options">The options. Default: see <see cref="TrainerOptions"/>.</param>
/// <example><code>
/// var folder = new ImageFolderOptions { Height = 64, Width = 64 };
/// TrainingData data = ImageDataSet.Open("flowers", folder).ForTraining(validationShare: 0.1);
/// ModelSpec spec = Presets.Find("ds-small").ToSpec(data.Train.ClassNames.Count, data.Train.Shape);
/// using DsCnnModel model = spec.Build(seed: 1);
/// var trainer = new Trainer(model, new TrainerOptions { Epochs = 20 });
/// TrainingReport report = await trainer.FitAsync(data, new ConsoleProgress());
/// Console.WriteLine($"best epoch {report.BestEpoch}");
/// </code></example>
public sealed class Trainer(DsCnnModel model, TrainerOptions? options = null)
{
    private readonly DsCnnModel _model = model ?? throw new ArgumentNullException(nameof(model));
    private readonly TrainerOptions _options = options ?? new TrainerOptions();

    /// <summary>The clock for timing the precisions of <see cref="TrainingPrecision.Automatic"/>.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <inheritdoc cref="FitAsync(TrainingData, IProgress{TrainingProgress}, CancellationToken)"/>
    public Task<TrainingReport> FitAsync(TrainingData data, CancellationToken cancellationToken = default) =>
        FitAsync(data, progress: null, cancellationToken);

    /// <summary>Trains on a separate thread. Afterward the model is in evaluation mode.</summary>
    /// <remarks>
    /// The model gets the images' class names, if it has the same number of outputs, and their normalization unless it already has one, which its
    /// weights then rely on. Dropout and drop path draw from a random generator of the run, so training runs in one process do not
    /// affect each other; torch's global generator does not change. The order of the images is new in every epoch. On glibc, the process's heap keeps freed memory from then on, which makes training faster and the
    /// process larger; the AppContext switch <c>DsCnn.LeaveHeapAlone</c> prevents this. However the run ends, the model has the best epoch's weights
    /// if <see cref="TrainerOptions.RestoreBest"/> is set and an epoch was validated, else the averaged weights of
    /// <see cref="TrainerOptions.Ema"/>, else the last ones, which are finite. A network that ends in a sigmoid gets the thresholds that give each label its
    /// highest F1 on the validation images, or none without such images.
    /// </remarks>
    /// <param name="data">The images to train on, and those to evaluate on after every epoch.</param>
    /// <param name="progress">Receives every step; with several ranks, on the first one only.</param>
    /// <param name="cancellationToken">Cancels between steps, after saving a checkpoint if there is one. With several ranks, a cancellation on any of them ends all.</param>
    /// <returns>The report of the run.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or the options do not fit it, the images or each other; the message lists all problems with the options.</exception>
    /// <exception cref="OperationCanceledException">The run was canceled.</exception>
    /// <exception cref="TrainingDivergedException">The loss became NaN; the previous checkpoint is kept.</exception>
    /// <exception cref="CommunicationException">Another rank has failed (<see cref="TrainerOptions.Communicator"/>).</exception>
    /// <exception cref="IOException">A checkpoint could not be written; the previous one is kept.</exception>
    /// <exception cref="InvalidDataException">The checkpoint to resume is damaged.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model is already being trained, or the checkpoint belongs to a different run, and the message says what differs.
    /// </exception>
    public Task<TrainingReport> FitAsync(
        TrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken = default)
    {
        data = OrAbort(() => Fitting(data));

        // Before the training thread exists: a thread keeps the heap from which it first allocates.
        HeapTuning.EnsureApplied();
        return LongWork.RunAsync(() => OrAbort(() => Run(data, progress, cancellationToken)), OfOneRank(cancellationToken));
    }

    /// <summary>Trains on the calling thread, for callers that already have a separate thread.</summary>
    internal TrainingReport Fit(TrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        OrAbort(() => Run(Fitting(data), progress, cancellationToken));

    /// <summary>What all ranks are told does not end the work of the others.</summary>
    private T OrAbort<T>(Func<T> work) =>
        _options.Communicator.OrAbort(work, failure => failure is OperationCanceledException or TrainingDivergedException or CommunicationException);

    /// <summary>The images in the network's class order, after checking that everything fits together.</summary>
    private TrainingData Fitting(TrainingData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        data = DataFit.ForTraining(_model, data, _options.Distillation?.Teacher, nameof(data));
        if (!_model.parameters().Any(p => p.requires_grad))
            throw new ArgumentException($"{_model.Spec.Name} has no weights to train.", nameof(data));
        Check.None(_options.Broken(_model.Spec, data.Validation is not null), nameof(data));
        return data;
    }

    /// <summary>What may stop work at any moment: with several ranks nothing, since they stop together, after a step.</summary>
    private CancellationToken OfOneRank(CancellationToken cancellationToken) => _options.Communicator is null ? cancellationToken : CancellationToken.None;

    private TrainingReport Run(TrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using TrainingClaim claim = _model.Claim.Take(_model.Spec.Name);
        ICommunicator? ranks = _options.Communicator;
        using RunLock? own = ranks is not { Rank: > 0 } && _options.Checkpoint is { Lock: null, Path: var path } ? RunLock.Take(path) : null;
        _model.Preprocessing ??= data.Train.MeasurePreprocessing(OfOneRank(cancellationToken));
        if (data.Train.ClassNames.Count == _model.Spec.Output.Channels)
            _model.Labels = data.Train.ClassNames;
        PrecisionTrial? trial = PrecisionTrial.For(_model, _options, data.Train, Clock, OfOneRank(cancellationToken))?.OfFirst(ranks);
        TrainerOptions options = _options with
        {
            Precision = trial?.Chosen ?? _options.Precision,
            Checkpoint = own is null ? _options.Checkpoint : _options.Checkpoint! with { Lock = own },
        };
        using var run = new TrainingRun(_model, options, trial, data, progress, cancellationToken);
        return run.Run();
    }
}
