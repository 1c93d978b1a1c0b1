using System.Runtime.ExceptionServices;

namespace DsCnn;

/// <content>Batches of images, and asynchronous calls.</content>
public sealed partial class Classifier
{
    /// <summary>Fills in the numbers of one image of a list.</summary>
    private delegate void ReadImage(int index, Span<float> numbers);

    /// <summary>Classifies image files in batches of <see cref="ClassifierOptions.BatchSize"/>; they are decoded in parallel.</summary>
    /// <param name="paths">PNG or JPEG files; with DsCnn.Imaging also BMP, WebP or GIF.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>For each image its classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">A file is not an image, or is incomplete; the message names it and says why.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public IReadOnlyList<IReadOnlyList<Prediction>> PredictBatch(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return PredictAll(paths.Count, (index, numbers) => _images.Read(paths[index], numbers), index => paths[index], cancellationToken);
    }

    /// <summary>Classifies the bytes of image files in batches of <see cref="ClassifierOptions.BatchSize"/>; they are decoded in parallel.</summary>
    /// <param name="images">PNG or JPEG files; with DsCnn.Imaging also BMP, WebP or GIF.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>For each image its classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">An image is not valid, or is incomplete; the message says which one, counted from 0, and why.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public IReadOnlyList<IReadOnlyList<Prediction>> PredictBatch(
        IReadOnlyList<ReadOnlyMemory<byte>> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return PredictAll(
            images.Count, (index, numbers) => _images.Read(images[index].Span, FormattableString.Invariant($"Image {index}"), numbers), index => $"image {index}", cancellationToken);
    }

    /// <summary>Classifies an image file on a thread pool thread.</summary>
    /// <param name="path">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF.</param>
    /// <param name="cancellationToken">Cancels the work, even while the network runs.</param>
    /// <returns>The classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public Task<IReadOnlyList<Prediction>> PredictAsync(string path, CancellationToken cancellationToken = default) =>
        Task.Run(() => PredictFile(path, cancellationToken), cancellationToken);

    /// <summary>Classifies an image file from a stream, which is read asynchronously to its end and stays open, on a thread pool thread.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF; at most 2^30 bytes.</param>
    /// <param name="cancellationToken">Cancels the work, even while the network runs.</param>
    /// <returns>The classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public async Task<IReadOnlyList<Prediction>> PredictAsync(Stream image, CancellationToken cancellationToken = default)
    {
        byte[] content = await StreamReading.ReadAllAsync(image, ImageLimits.MaxFileBytes, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => PredictBytes(content, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Classifies the bytes of an image file on a thread pool thread.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF; must not change during the call.</param>
    /// <param name="cancellationToken">Cancels the work, even while the network runs.</param>
    /// <returns>The classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public Task<IReadOnlyList<Prediction>> PredictAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default) =>
        Task.Run(() => PredictBytes(image.Span, cancellationToken), cancellationToken);

    /// <summary>Classifies image files on thread pool threads.</summary>
    /// <param name="paths">PNG or JPEG files; with DsCnn.Imaging also BMP, WebP or GIF.</param>
    /// <param name="cancellationToken">Cancels the work, even while the network runs.</param>
    /// <returns>For each image its classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">A file is not an image, or is incomplete; the message names it and says why.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public Task<IReadOnlyList<IReadOnlyList<Prediction>>> PredictBatchAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken = default) =>
        Task.Run(() => PredictBatch(paths, cancellationToken), cancellationToken);

    /// <summary>Classifies the bytes of image files on thread pool threads.</summary>
    /// <param name="images">PNG or JPEG files; with DsCnn.Imaging also BMP, WebP or GIF; must not change during the call.</param>
    /// <param name="cancellationToken">Cancels the work, even while the network runs.</param>
    /// <returns>For each image its classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">An image is not valid, or is incomplete; the message says which one, counted from 0, and why.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public Task<IReadOnlyList<IReadOnlyList<Prediction>>> PredictBatchAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> images, CancellationToken cancellationToken = default) =>
        Task.Run(() => PredictBatch(images, cancellationToken), cancellationToken);

    private IReadOnlyList<Prediction>[] PredictAll(int count, ReadImage read, Func<int, string> nameOf, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answers = new IReadOnlyList<Prediction>[count];
        int batch = Math.Min(count, _options.BatchSize);
        float[] numbers = new float[checked(batch * _images.Length)];
        float[] probabilities = new float[checked(batch * Labels.Count)];
        for (int first = 0; first < count; first += batch)
        {
            int images = Math.Min(batch, count - first);
            Decode(first, images, read, numbers, cancellationToken);
            Span<float> outputs = probabilities.AsSpan(0, images * Labels.Count);
            try
            {
                _network.Run(numbers.AsSpan(0, images * _images.Length), outputs, cancellationToken);
            }
            catch (NoNumbersException failure)
            {
                throw failure.For(nameOf(first + failure.Image));
            }

            for (int i = 0; i < images; i++)
                answers[first + i] = Rank(outputs.Slice(i * Labels.Count, Labels.Count));
        }

        return answers;
    }

    /// <exception cref="InvalidImageException">An image cannot be decoded; of several that were found, the first in the list.</exception>
    private void Decode(int first, int images, ReadImage read, float[] numbers, CancellationToken cancellationToken)
    {
        try
        {
            var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
            Parallel.For(0, images, parallel, i => read(first + i, numbers.AsSpan(i * _images.Length, _images.Length)));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
