namespace WebApi;

/// <summary>What can be set on the command line (--Model fashion.onnx), in the environment or in appsettings.json.</summary>
internal sealed class ServiceOptions
{
    /// <summary>The network: an ONNX file, or a model file, which is exported in memory.</summary>
    public string Model { get; set; } = "fashion.safetensors";

    /// <summary>The largest upload; larger ones are answered with 413.</summary>
    public int MaxUploadBytes { get; set; } = 10 << 20;

    /// <summary>The largest image, whatever its header says.</summary>
    public int MaxPixels { get; set; } = 30_000_000;

    /// <summary>How many images are worked on at once; decoded ones take memory.</summary>
    public int Concurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>How many more may wait; the rest is answered with 503.</summary>
    public int Queue { get; set; } = 100;

    /// <summary>How long requests that are running may take to end when the service is stopped.</summary>
    public int ShutdownSeconds { get; set; } = 10;
}
