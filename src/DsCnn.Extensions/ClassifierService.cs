using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace DsCnn.Extensions;

/// <summary>A classifier that serves many callers at once: images wait in line, are run in batches, and the network is exchanged when its file is.</summary>
/// <remarks>
/// <c>services.AddDsCnnClassifier("flowers.safetensors")</c> registers it. Every member may be called from any number of threads. Disposing of it refuses what
/// waits and lets end what has begun; the host's shutdown answers what waits first.
/// </remarks>
/// <example><code>
/// WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
/// builder.Services.AddDsCnnClassifier("flowers.safetensors");
/// WebApplication app = builder.Build();
/// ClassifierService classifier = app.Services.GetRequiredService&lt;ClassifierService&gt;();
/// PredictionResult result = await classifier.TryPredictAsync(File.ReadAllBytes("rose.jpg"));
/// Console.WriteLine(result.IsAnswered ? result.Predictions[0].Label : result.Error);
/// </code></example>
public sealed class ClassifierService : IDisposable, IAsyncDisposable
{
    private readonly DsCnnClassifierOptions _options;
    private readonly ServedModel _model;
    private readonly ModelWatcher? _watcher;
    private readonly ImageQueue<IReadOnlyList<Prediction>> _predictions;
    private readonly ImageQueue<ReadOnlyMemory<float>> _features;

    /// <exception cref="InvalidDataException">The file is no network.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal ClassifierService(string name, DsCnnClassifierOptions options, ClassifierMetrics metrics, TimeProvider time, ILogger<ClassifierService> log)
    {
        Name = name;
        _options = options;
        _model = new ServedModel(options.Model, options.ToClassifierOptions(), time);
        using (ClassifierLease lease = Rent())
            log.ModelLoaded(name, options.Model, lease.Classifier.Spec?.Name, lease.Classifier.Labels.Count);
        _predictions = new(name, options, _model, new Predicting(), metrics, log);
        _features = new(name, options, _model, new Describing(), metrics, log);
        _watcher = options.ReloadOnChange ? new ModelWatcher(name, options, _model, time, log) : null;
    }

    /// <summary>The name it was registered under, empty for the one without.</summary>
    public string Name { get; }

    /// <summary>Why the network cannot be relied on at the moment, or null.</summary>
    internal Exception? Failure => _predictions.Failure ?? _features.Failure;

    /// <summary>Why the file that lies there now does not serve, or null.</summary>
    internal string? RefusedFile => _watcher?.Refusal;

    /// <summary>Classifies the bytes of an image file.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF. Must not change before the task has ended.</param>
    /// <param name="cancellationToken">Takes it out of the queue; once work on it has begun, it is answered.</param>
    /// <returns>The classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">It is no image, or half of one; the message says why.</exception>
    /// <exception cref="ClassifierBusyException">As many images wait as may.</exception>
    /// <exception cref="InvalidDataException">The network gives what is no number.</exception>
    /// <exception cref="OperationCanceledException">It was taken out of the queue.</exception>
    /// <exception cref="ObjectDisposedException">The service has ended.</exception>
    public Task<IReadOnlyList<Prediction>> PredictAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default) =>
        _predictions.RunAsync(image, waitsForRoom: false, cancellationToken);

    /// <summary>Classifies what somebody sent, and says whose fault it is where that cannot be done: no image, or too many.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF. Must not change before the task has ended.</param>
    /// <param name="cancellationToken">Takes it out of the queue; once work on it has begun, it is answered.</param>
    /// <returns>The classes, or why there are none.</returns>
    /// <exception cref="InvalidDataException">The network gives what is no number.</exception>
    /// <exception cref="OperationCanceledException">It was taken out of the queue.</exception>
    /// <exception cref="ObjectDisposedException">The service has ended.</exception>
    public Task<PredictionResult> TryPredictAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default) =>
        TryPredictAsync(image, waitsForRoom: false, cancellationToken);

    /// <summary>Classifies images as they come. Of these, as many are on their way at once as fill every worker; a full queue is waited for.</summary>
    /// <param name="images">The bytes of image files; any number of them. Each must not change before its result has come.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A result for each image, in the order of the images, as soon as it and all before it are there. One that is no image ends nothing.</returns>
    /// <exception cref="InvalidDataException">The network gives what is no number.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="ObjectDisposedException">The service has ended.</exception>
    public async IAsyncEnumerable<PredictionResult> PredictAsync(
        IAsyncEnumerable<ReadOnlyMemory<byte>> images, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateBounded<Task<PredictionResult>>(checked(_options.Workers * _options.BatchSize));
        Task reading = ReadAsync(images, results.Writer, ended.Token);
        try
        {
            await foreach (Task<PredictionResult> result in results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return await result.ConfigureAwait(false);
        }
        finally
        {
            // The caller may have stopped in the middle; afterwards, no image is in use any more.
            await ended.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
            while (results.Reader.TryRead(out Task<PredictionResult>? unread))
                await ((Task)unread).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gives the features of the bytes of an image file: what the last fully connected layer reads, a vector to search and compare with.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF. Must not change before the task has ended.</param>
    /// <param name="cancellationToken">Takes it out of the queue; once work on it has begun, it is answered.</param>
    /// <returns>As many numbers as <see cref="Classifier.FeatureShape"/> has.</returns>
    /// <exception cref="InvalidImageException">It is no image, or half of one; the message says why.</exception>
    /// <exception cref="ClassifierBusyException">As many images wait as may.</exception>
    /// <exception cref="NotSupportedException">The network is an ONNX file, which gives its classes only.</exception>
    /// <exception cref="OperationCanceledException">It was taken out of the queue.</exception>
    /// <exception cref="ObjectDisposedException">The service has ended.</exception>
    public Task<ReadOnlyMemory<float>> FeaturesAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default) =>
        FeaturesAsync(image, waitsForRoom: false, cancellationToken);

    /// <summary>Lends the network itself, for all that it can do besides; what runs on it waits in no queue and is in no metric.</summary>
    /// <returns>The network, which stays until the lease is given back.</returns>
    /// <exception cref="ObjectDisposedException">The service has ended.</exception>
    public ClassifierLease Rent() => new(_model.Hold());

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _model.Dispose();
    }

    /// <summary>Takes no more images, answers those that wait, and looks at the file no more.</summary>
    /// <param name="cancellationToken">Refuses those that still wait.</param>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_watcher is not null)
            await _watcher.DisposeAsync().ConfigureAwait(false);
        await _predictions.StopAsync(cancellationToken).ConfigureAwait(false);
        await _features.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    internal Task<ReadOnlyMemory<float>> FeaturesAsync(ReadOnlyMemory<byte> image, bool waitsForRoom, CancellationToken cancellationToken) =>
        _features.RunAsync(image, waitsForRoom, cancellationToken);

    private async Task<PredictionResult> TryPredictAsync(ReadOnlyMemory<byte> image, bool waitsForRoom, CancellationToken cancellationToken)
    {
        try
        {
            return PredictionResult.Answered(await _predictions.RunAsync(image, waitsForRoom, cancellationToken).ConfigureAwait(false));
        }
        catch (InvalidImageException unreadable)
        {
            return PredictionResult.NoImage(unreadable);
        }
        catch (ClassifierBusyException busy)
        {
            return PredictionResult.Refused(busy);
        }
    }

    /// <summary>Sends images on their way, and gives their results in order, finished or not.</summary>
    private async Task ReadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> images, ChannelWriter<Task<PredictionResult>> results, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await foreach (ReadOnlyMemory<byte> image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
                await results.WriteAsync(TryPredictAsync(image, waitsForRoom: true, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is thrown where the results are read.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = thrown;
        }

        results.Complete(failure);
    }
}
