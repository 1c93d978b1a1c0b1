using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace DsCnn;

/// <summary>Classifies images with a network in a file: decodes, scales, normalizes, runs, and names the classes.</summary>
/// <remarks>
/// All members are thread-safe; concurrent calls do not wait for each other. ONNX files are run by ONNX Runtime:
/// the package DsCnn.Inference.OnnxRuntime, and the native package that the application chooses (Microsoft.ML.OnnxRuntime). With the package DsCnn.Imaging, images
/// are decoded by SkiaSharp, as in training. Images may be untrusted. ONNX files are programs: load only those of people you trust.
/// </remarks>
/// <example><code>
/// using var classifier = Classifier.Load("flowers.safetensors");
/// foreach (Prediction prediction in classifier.Predict("rose.jpg"))
///     Console.WriteLine($"{prediction.Probability:P1} {prediction.Label}");
///
/// byte[] upload = File.ReadAllBytes("upload.bin");
/// if (!classifier.TryPredict(upload, out IReadOnlyList&lt;Prediction&gt;? predictions, out string? error))
///     Console.WriteLine(error);
/// </code></example>
public sealed partial class Classifier : IDisposable
{
    private const string TheImage = "The image";
    private const double DefaultThreshold = 0.5;

    private readonly ClassifierNetwork _network;
    private readonly ImageInput _images;
    private readonly ClassifierOptions _options;

    internal Classifier(ClassifierNetwork network, ClassifierOptions options)
    {
        _network = network;
        _options = options;
        try
        {
            Labels = LabelsOf(network, options);
            HasLabels = (options.Labels ?? network.Metadata?.Labels) is not null;
            Preprocessing = options.Preprocessing ?? network.Metadata?.Preprocessing;
            Thresholds = network.IsMultiLabel ? network.Metadata?.Thresholds ?? [.. Labels.Select(_ => DefaultThreshold)] : null;
            _images = new ImageInput(network.Input, Preprocessing, options.Decoder, options.MaxPixels);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The names of the classes, in the order of the network's outputs.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Whether the file or the options name the classes; otherwise <see cref="Labels"/> numbers them.</summary>
    public bool HasLabels { get; }

    /// <summary>
    /// For a network that ends in a sigmoid, the probability at which each label counts as present: from its file, or else 0.5; null for other networks.
    /// </summary>
    public IReadOnlyList<double>? Thresholds { get; }

    /// <summary>The images that the network takes, C x H x W. Other images are scaled and cropped.</summary>
    public InputSpec Input => _network.Input;

    /// <summary>The kind of the network's output, from the options or determined automatically.</summary>
    public ClassifierOutput Output => _network.Output;

    /// <summary>How pixels are normalized before they enter the network, or null if they are only divided by 255.</summary>
    public Preprocessing? Preprocessing { get; }

    /// <summary>The network's description, or null if another program wrote the file.</summary>
    public ModelSpec? Spec => _network.Metadata?.Spec;

    /// <summary>Loads a network from a file.</summary>
    /// <param name="path">A model file (safetensors) or an ONNX file, distinguished by content.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The classifier.</returns>
    /// <exception cref="InvalidDataException">It is not such a file, is damaged, or is not a network that takes images and outputs classes; the message says which.</exception>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    /// <exception cref="NotSupportedException">The application references no engine for such files, or ONNX Runtime lacks the requested execution provider; the message says what to do.</exception>
    /// <exception cref="DllNotFoundException">The application does not include ONNX Runtime's native library.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Classifier Load(string path, ClassifierOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ClassifierOptions();
        return new Classifier(NetworkFile.Load(path, options), options);
    }

    /// <summary>Loads a network from a stream, which is read to its end and stays open.</summary>
    /// <param name="stream">A model file (safetensors) or an ONNX file, distinguished by content.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The classifier.</returns>
    /// <exception cref="InvalidDataException">It is not such a file, is damaged, or is not a network that takes images and outputs classes; the message says which.</exception>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    /// <exception cref="NotSupportedException">The application references no engine for such files, or ONNX Runtime lacks the requested execution provider; the message says what to do.</exception>
    /// <exception cref="DllNotFoundException">The application does not include ONNX Runtime's native library.</exception>
    public static Classifier Load(Stream stream, ClassifierOptions? options = null) =>
        FromBytes(StreamReading.ReadAll(stream, Array.MaxLength), options);

    /// <summary>Loads a network from the bytes of a file, which are not needed afterward.</summary>
    /// <param name="bytes">A model file (safetensors) or an ONNX file, distinguished by content.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The classifier.</returns>
    /// <exception cref="InvalidDataException">It is not such a file, is damaged, or is not a network that takes images and outputs classes; the message says which.</exception>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    /// <exception cref="NotSupportedException">The application references no engine for such files, or ONNX Runtime lacks the requested execution provider; the message says what to do.</exception>
    /// <exception cref="DllNotFoundException">The application does not include ONNX Runtime's native library.</exception>
    public static Classifier Load(ReadOnlyMemory<byte> bytes, ClassifierOptions? options = null) => FromBytes(
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> part) && part.Count == part.Array!.Length ? part.Array : bytes.ToArray(), options);

    /// <summary>Loads a network that is already in memory, such as one that was just trained.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The classifier.</returns>
    /// <exception cref="InvalidDataException">It does not take images, or does not output classes.</exception>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    public static Classifier Load(ModelFile model, ClassifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new ClassifierOptions();
        return new Classifier(ManagedLoading.FromModel(model, options), options);
    }

    /// <summary>Classifies an image file: PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public IReadOnlyList<Prediction> Predict(string path) => PredictFile(path, CancellationToken.None);

    /// <summary>Classifies an image file from a stream, which is read to its end and stays open.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF; at most 2^30 bytes.</param>
    /// <returns>The classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public IReadOnlyList<Prediction> Predict(Stream image) => PredictBytes(StreamReading.ReadAll(image, ImageLimits.MaxFileBytes), CancellationToken.None);

    /// <summary>Classifies the bytes of an image file.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF.</param>
    /// <returns>The classes, the most probable first.</returns>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public IReadOnlyList<Prediction> Predict(ReadOnlySpan<byte> image) => PredictBytes(image, CancellationToken.None);

    /// <summary>Classifies the bytes of an image file, or reports why they are not an image, without an exception: for untrusted files.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF.</param>
    /// <param name="predictions">The classes, the most probable first; null if it is not an image.</param>
    /// <param name="error">Why it is not an image, in the words of <see cref="InvalidImageException"/>; null if it is one.</param>
    /// <returns>Whether it is an image.</returns>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public bool TryPredict(ReadOnlySpan<byte> image, [NotNullWhen(true)] out IReadOnlyList<Prediction>? predictions, [NotNullWhen(false)] out string? error)
    {
        try
        {
            (predictions, error) = (Predict(image), null);
            return true;
        }
        catch (InvalidImageException unreadable)
        {
            (predictions, error) = (null, unreadable.Message);
            return false;
        }
    }

    /// <summary>Classifies pixels.</summary>
    /// <param name="pixels">Row by row from the top, without gaps.</param>
    /// <param name="width">The number of columns; any size, because the image is scaled.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="format">The format of a pixel.</param>
    /// <returns>The classes, the most probable first.</returns>
    /// <exception cref="ArgumentException">The number of bytes does not match the size.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public IReadOnlyList<Prediction> PredictPixels(ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format)
    {
        using var numbers = new RentedNumbers(_images.Length);
        _images.Read(pixels, width, height, format, numbers.Span);
        return Classify(numbers.Span, TheImage, CancellationToken.None);
    }

    /// <summary>Disposes the classifier. Later calls are rejected; running calls finish, and the last one releases the memory.</summary>
    public void Dispose() => _network.Dispose();

    private static Classifier FromBytes(byte[] bytes, ClassifierOptions? options)
    {
        options ??= new ClassifierOptions();
        return new Classifier(NetworkFile.Load(bytes, options), options);
    }

    private IReadOnlyList<Prediction> PredictFile(string path, CancellationToken cancellationToken)
    {
        using var numbers = new RentedNumbers(_images.Length);
        _images.Read(path, numbers.Span);
        return Classify(numbers.Span, path, cancellationToken);
    }

    private IReadOnlyList<Prediction> PredictBytes(ReadOnlySpan<byte> image, CancellationToken cancellationToken)
    {
        using var numbers = new RentedNumbers(_images.Length);
        _images.Read(image, TheImage, numbers.Span);
        return Classify(numbers.Span, TheImage, cancellationToken);
    }

    private IReadOnlyList<Prediction> Classify(ReadOnlySpan<float> image, string name, CancellationToken cancellationToken)
    {
        float[] probabilities = new float[Labels.Count];
        try
        {
            _network.Run(image, probabilities, cancellationToken);
        }
        catch (NoNumbersException failure)
        {
            throw failure.For(name == TheImage ? "the image" : name);
        }

        return Rank(probabilities);
    }

    /// <summary>The names of the classes: those of the options or the file, or else numbers.</summary>
    /// <exception cref="ArgumentException">The number of names differs from the number of classes.</exception>
    private static IReadOnlyList<string> LabelsOf(ClassifierNetwork network, ClassifierOptions options)
    {
        int classes = network.Classes;
        if (options.Labels is { } labels && labels.Count != classes)
            throw new ArgumentException($"Labels must name the {classes} classes of the network. Received: {labels.Count}.", nameof(options));
        return options.Labels ?? network.Metadata?.Labels ?? ClassLabels.Complete([], classes);
    }
}
