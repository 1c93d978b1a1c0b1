namespace WebApi;

/// <summary>What clients may take. Set on the command line (--MaxUploadBytes 1000000), in the environment or in appsettings.json; what is served is in its section Classifier.</summary>
internal sealed class ServiceOptions
{
    /// <summary>The largest upload; larger ones are answered with 413.</summary>
    public int MaxUploadBytes { get; set; } = 10 << 20;

    /// <summary>What all uploads together may hold; further ones are answered with 429.</summary>
    public long UploadMemoryBytes { get; set; } = 256 << 20;

    /// <summary>How long an upload may take; slower ones are answered with 408.</summary>
    public int UploadSeconds { get; set; } = 30;

    /// <summary>How many bytes a second must come of an upload once it runs; slower ones are cut off.</summary>
    public int MinBytesPerSecond { get; set; } = 2000;

    /// <summary>Open connections; further ones are closed.</summary>
    public int Connections { get; set; } = 1000;

    /// <summary>How long requests that are running may take to end when the service is stopped.</summary>
    public int ShutdownSeconds { get; set; } = 10;

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="InvalidOperationException">One is impossible.</exception>
    internal static ServiceOptions From(IConfiguration configuration)
    {
        ServiceOptions options = configuration.Get<ServiceOptions>() ?? new ServiceOptions();
        foreach ((string name, long value) in new[]
        {
            (nameof(MaxUploadBytes), options.MaxUploadBytes), (nameof(UploadMemoryBytes), options.UploadMemoryBytes), (nameof(UploadSeconds), options.UploadSeconds),
            (nameof(MinBytesPerSecond), options.MinBytesPerSecond), (nameof(Connections), options.Connections), (nameof(ShutdownSeconds), options.ShutdownSeconds),
        })
        {
            if (value < 1)
                throw new InvalidOperationException($"{name} must be positive. Received: {value}.");
        }

        if (options.UploadMemoryBytes / UploadMemory.LargestPart <= options.MaxUploadBytes)
        {
            throw new InvalidOperationException(
                $"UploadMemoryBytes must be more than {UploadMemory.LargestPart} x MaxUploadBytes, {UploadMemory.LargestPart * (long)options.MaxUploadBytes}. Received: {options.UploadMemoryBytes}.");
        }

        return options;
    }
}
