using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace DsCnn.Extensions;

/// <summary>A classifier that serves many callers at once: images are queued and run in batches, and the network is reloaded when its file changes.</summary>
/// <remarks>
/// <c>services.AddDsCnnClassifier("flowers.safetensors")</c> registers it. All members are thread-safe. Disposing it rejects waiting images
/// and lets running ones finish; when the host shuts down, waiting images are processed first.
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

    /// <exception cref="InvalidDataException">The file is not a network.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
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

    /// <summary>The name under which it was registered, empty for the unnamed one.</summary>
    public string Name { get; }

    /// <summary>Why the network is currently unreliable, or null.</summary>
    internal Exception? Failure => _predictions.Failure ?? _features.Failure;

    /// <summary>Why the current file is not served, or null.</summary>
    internal string? RefusedFile => _watcher?.Refusal;

    /// <summary>Classifies the bytes of an image file.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF. Must not change until the task has completed.</param>
    /// <param name="cancellationToken">Removes the image from the queue; once processing has begun, it is completed.</param>
    /// <returns>The classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="ClassifierBusyException">The queue is full.</exception>
    /// <exception cref="InvalidDataException">The network's output is NaN.</exception>
    /// <exception cref="OperationCanceledException">The image was removed from the queue.</exception>
    /// <exception cref="ObjectDisposedException">The service has ended.</exception>
    public Task<IReadOnlyList<Prediction>> PredictAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default) =>
        _predictions.RunAsync(image, waitsForRoom: false, cancellationToken);

    /// <summary>Classifies an untrusted image, and reports instead of throwing if it is not an image or the queue is full.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF. Must not change until the task has completed.</param>
    /// <param name="cancellationToken">Removes the image from the queue; once processing has begun, it is completed.</param>
    /// <returns>The classes, or why there are none.</returns>
    /// <exception cref="InvalidDataException">The network's output is NaN.</exception>
    /// <exception cref="OperationCanceledException">The image was removed from the queue.</exception>
    /// <exception cref="ObjectDisposedException">The service has ended.</exception>
    public Task<PredictionResult> TryPredictAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default) =>
        TryPredictAsync(image, waitsForRoom: false, cancellationToken);

    /// <summary>Classifies a stream of images. At any time, enough of them are in flight to keep all workers busy; if the queue is full, this method waits.</summary>
    /// <param name="images">The bytes of any number of image files. Each must not change until its result has been returned.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>A result for each image, in the order of the images, as soon as it and all previous ones are available. An invalid image does not end the stream.</returns>
    /// <exception cref="InvalidDataException">The network's output is NaN.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
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
            // The caller may have stopped in the middle; after this, no image is in use anymore.
            await ended.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
            while (results.Reader.TryRead(out Task<PredictionResult>? unread))
                await ((Task)unread).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Returns the features of the bytes of an image file: the input of the last fully connected layer, a vector for search and comparison.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF. Must not change until the task has completed.</param>
    /// <param name="cancellationToken">Removes the image from the queue; once processing has begun, it is completed.</param>
    /// <returns>The features, in the number that <see cref="Classifier.FeatureShape"/> returns.</returns>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="ClassifierBusyException">The queue is full.</exception>
    /// <exception cref="NotSupportedException">The network is an ONNX file, which outputs only its classes.</exception>
    /// <exception cref="OperationCanceledException">The image was removed from the queue.</exception>
    /// <exception cref="ObjectDisposedException">The service has ended.</exception>
    public Task<ReadOnlyMemory<float>> FeaturesAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default) =>
        FeaturesAsync(image, waitsForRoom: false, cancellationToken);

    /// <summary>Lends the network itself, for its other members; calls on it bypass the queue and the metrics.</summary>
    /// <returns>The network, which stays alive until the lease is disposed.</returns>
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

    /// <summary>Accepts no more images, processes those that are waiting, and stops watching the file.</summary>
    /// <param name="cancellationToken">Rejects images that are still waiting.</param>
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

    /// <summary>Submits images, and returns their results in order, completed or not.</summary>
    private async Task ReadAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> images, ChannelWriter<Task<PredictionResult>> results, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await foreach (ReadOnlyMemory<byte> image in images.WithCancellation(cancellationToken).ConfigureAwait(false))
                await results.WriteAsync(TryPredictAsync(image, waitsForRoom: true, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is rethrown where the results are read.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            failure = thrown;
        }

        results.Complete(failure);
    }
}
