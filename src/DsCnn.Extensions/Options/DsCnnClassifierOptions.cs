namespace DsCnn.Extensions;

/// <summary>Options of a <see cref="ClassifierService"/>. Every property can be set in configuration; all are validated when the application starts.</summary>
/// <example><code>
/// WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
/// builder.Services.AddDsCnnClassifier("flowers.safetensors");
/// builder.Services.Configure&lt;DsCnnClassifierOptions&gt;(options =&gt;
/// {
///     options.TopK = 3;
///     options.QueueLimit = 100;
/// });
/// </code></example>
public sealed class DsCnnClassifierOptions
{
    private Func<ClassifierOptions, ClassifierOptions> _customization = options => options;

    /// <summary>The file of the network: a model file (safetensors), or an ONNX file if the application references an engine for it.</summary>
    public string Model { get; set; } = "";

    /// <summary>The number of most probable classes to return, or null for all. Default null.</summary>
    public int? TopK { get; set; }

    /// <summary>The maximum number of pixels in one image, so that no header can exhaust the memory. Default: that of <see cref="ClassifierOptions.MaxPixels"/>.</summary>
    public int MaxPixels { get; set; } = new ClassifierOptions().MaxPixels;

    /// <summary>The number of batches that are decoded and run at once; they share the processors. Default: the number of processors.</summary>
    public int Workers { get; set; } = Environment.ProcessorCount;

    /// <summary>The maximum number of images that run through the network together. Default 8.</summary>
    public int BatchSize { get; set; } = 8;

    /// <summary>
    /// How long an image may wait for others to fill its batch. Default 0: a batch consists of the images that are already waiting, divided among the workers. GPUs need a few milliseconds.
    /// </summary>
    public TimeSpan BatchWait { get; set; } = TimeSpan.Zero;

    /// <summary>The maximum number of images waiting for a worker; further ones are rejected immediately. Default 256.</summary>
    public int QueueLimit { get; set; } = 256;

    /// <summary>Whether to reload the file when it changes, without a restart. Default true.</summary>
    public bool ReloadOnChange { get; set; } = true;

    /// <summary>
    /// How often to check the file's time and length. They must be the same twice, so that no half-written file is read. Polling works on every file system,
    /// while network shares send no notifications. Default one second.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Sets options that configuration cannot express, such as a decoder or <c>OnnxRuntimeOptions</c>. Several calls are applied in order, after all other options.</summary>
    /// <param name="change">The change: <c>classifier => classifier with { Decoder = new MyDecoder() }</c>.</param>
    public void Customize(Func<ClassifierOptions, ClassifierOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Func<ClassifierOptions, ClassifierOptions> before = _customization;
        _customization = options => change(before(options));
    }

    /// <summary>The classifier's own options.</summary>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal ClassifierOptions ToClassifierOptions() => _customization(new ClassifierOptions
    {
        TopK = TopK,
        MaxPixels = MaxPixels,
        BatchSize = BatchSize,
        Engine = new EngineOptions { IntraOpThreads = Math.Max(1, Environment.ProcessorCount / Workers) },
    });
}
