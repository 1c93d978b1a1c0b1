namespace DsCnn;

/// <summary>Trains a network on labeled images, by cross-entropy or another <see cref="TrainerOptions.Loss"/>.</summary>
/// <param name="model">The network; it is trained in place.</param>
/// <param name="options">How. Default: see <see cref="TrainerOptions"/>.</param>
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

    /// <summary>What the precisions of <see cref="TrainingPrecision.Automatic"/> are timed by.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <inheritdoc cref="FitAsync(TrainingData, IProgress{TrainingProgress}, CancellationToken)"/>
    public Task<TrainingReport> FitAsync(TrainingData data, CancellationToken cancellationToken = default) =>
        FitAsync(data, progress: null, cancellationToken);

    /// <summary>Trains on a thread of its own. The model ends up in evaluation mode.</summary>
    /// <remarks>
    /// The model gets the images' class names, where it has as many outputs, and their normalization unless it already has one, which its
    /// weights then rely on. Dropout and drop path draw from a random generator of the run's own, so that trainings in one process do not
    /// disturb each other; torch's global generator stays as it is. The order of the images is new in every epoch. On glibc, the process's heap keeps freed memory from then on, which makes training faster and the
    /// process larger; the AppContext switch <c>DsCnn.LeaveHeapAlone</c> prevents it. However the run ends, the model holds the best epoch's weights
    /// where <see cref="TrainerOptions.RestoreBest"/> asks for them and an epoch was validated, else the averaged ones of
    /// <see cref="TrainerOptions.Ema"/>, else the last ones, which are finite. A network that ends in a sigmoid gets the thresholds that give each label its
    /// highest F1 on the validation images, or none without such images.
    /// </remarks>
    /// <param name="data">The images to learn from, and those to measure on after every epoch.</param>
    /// <param name="progress">Told of every step; with several ranks, on the first one only.</param>
    /// <param name="cancellationToken">Stops the work between two steps, after saving a checkpoint where there is one. With several ranks, that of any of them stops all.</param>
    /// <returns>What the run did.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or the options do not fit it, the images or each other; the message says all that is wrong with the options.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="TrainingDivergedException">The loss was no longer a number; the checkpoint before is kept.</exception>
    /// <exception cref="CommunicationException">Another rank has failed (<see cref="TrainerOptions.Communicator"/>).</exception>
    /// <exception cref="IOException">A checkpoint could not be written; the one before is kept.</exception>
    /// <exception cref="InvalidDataException">The checkpoint to resume is damaged.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model is being trained already; or the checkpoint to resume is of another run, and the message says what differs.
    /// </exception>
    public Task<TrainingReport> FitAsync(
        TrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken = default)
    {
        data = OrAbort(() => Fitting(data));

        // Before the training thread exists: a thread keeps the heap it first allocates from.
        HeapTuning.EnsureApplied();
        return LongWork.RunAsync(() => OrAbort(() => Run(data, progress, cancellationToken)), cancellationToken);
    }

    /// <summary>Trains on the calling thread, for callers that have a thread of their own already.</summary>
    internal TrainingReport Fit(TrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        OrAbort(() => Run(Fitting(data), progress, cancellationToken));

    /// <summary>What goes wrong on one rank ends the work of all, which would wait for it in vain; what all ranks were told does not.</summary>
    private T OrAbort<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (_options.Communicator is not null && failure is not (OperationCanceledException or TrainingDivergedException or CommunicationException))
        {
            _options.Communicator.Abort(failure);
            throw;
        }
    }

    /// <summary>The images in the network's order, where everything fits together.</summary>
    private TrainingData Fitting(TrainingData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        data = DataFit.ForTraining(_model, data, _options.Distillation?.Teacher, nameof(data));
        if (!_model.parameters().Any(p => p.requires_grad))
            throw new ArgumentException($"{_model.Spec.Name} has no weights to train.", nameof(data));
        Check.None(_options.Broken(_model.Spec, data.Validation is not null), nameof(data));
        return data;
    }

    private TrainingReport Run(TrainingData data, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using TrainingClaim claim = _model.Claim.Take(_model.Spec.Name);
        ICommunicator? ranks = _options.Communicator;
        using RunLock? own = ranks is not { Rank: > 0 } && _options.Checkpoint is { Lock: null, Path: var path } ? RunLock.Take(path) : null;
        _model.Preprocessing ??= data.Train.MeasurePreprocessing(cancellationToken);
        if (data.Train.ClassNames.Count == _model.Spec.Output.Channels)
            _model.Labels = data.Train.ClassNames;
        PrecisionTrial? trial = PrecisionTrial.For(_model, _options, data.Train, Clock, cancellationToken)?.OfFirst(ranks);
        TrainerOptions options = _options with
        {
            Precision = trial?.Chosen ?? _options.Precision,
            Checkpoint = own is null ? _options.Checkpoint : _options.Checkpoint! with { Lock = own },
        };
        using var run = new TrainingRun(_model, options, trial, data, progress, cancellationToken);
        return run.Run();
    }
}
