namespace DsCnn.Extensions;

/// <summary>What a <see cref="ClassifierService"/> serves, and how. Every property can come from configuration; all are checked when the application starts.</summary>
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

    /// <summary>The file of the network: a model file (safetensors), or an ONNX file where the application references an engine for it.</summary>
    public string Model { get; set; } = "";

    /// <summary>How many of the most probable classes an answer has, or null for all. Default null.</summary>
    public int? TopK { get; set; }

    /// <summary>Pixels that one image may have, so that no header can fill the memory. Default: as of <see cref="ClassifierOptions.MaxPixels"/>.</summary>
    public int MaxPixels { get; set; } = new ClassifierOptions().MaxPixels;

    /// <summary>How many batches are decoded and run at once; processors are divided among them. Default: as many as processors.</summary>
    public int Workers { get; set; } = Environment.ProcessorCount;

    /// <summary>Images that run through the network together at most. Default 8.</summary>
    public int BatchSize { get; set; } = 8;

    /// <summary>
    /// How long an image may wait for others to fill its batch. Default 0: a batch is what waits already, divided among the workers. GPUs want a few milliseconds.
    /// </summary>
    public TimeSpan BatchWait { get; set; } = TimeSpan.Zero;

    /// <summary>Images that may wait for a worker; more are refused at once. Default 256.</summary>
    public int QueueLimit { get; set; } = 256;

    /// <summary>Whether another file under the same name is served without a restart. Default true.</summary>
    public bool ReloadOnChange { get; set; } = true;

    /// <summary>
    /// How often the file's time and length are looked at. They must be the same twice, so that no half-written file is read. Looking works on every file system,
    /// where notifications do not come from network shares. Default one second.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Sets what no configuration can hold, such as a decoder or <c>OnnxRuntimeOptions</c>. Several are applied in turn, after all other options.</summary>
    /// <param name="change">What to change: <c>classifier => classifier with { Decoder = new MyDecoder() }</c>.</param>
    public void Customize(Func<ClassifierOptions, ClassifierOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Func<ClassifierOptions, ClassifierOptions> before = _customization;
        _customization = options => change(before(options));
    }

    /// <summary>The classifier's own options.</summary>
    /// <exception cref="ArgumentException">One of them is impossible.</exception>
    internal ClassifierOptions ToClassifierOptions() => _customization(new ClassifierOptions
    {
        TopK = TopK,
        MaxPixels = MaxPixels,
        BatchSize = BatchSize,
        Engine = new EngineOptions { IntraOpThreads = Math.Max(1, Environment.ProcessorCount / Workers) },
    });
}
