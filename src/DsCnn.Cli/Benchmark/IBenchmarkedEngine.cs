namespace DsCnn.Cli;

/// <summary>A network loaded by an engine, together with the random images that it runs in one call.</summary>
internal interface IBenchmarkedEngine : IDisposable
{
    /// <summary>Images per call.</summary>
    int Batch { get; }

    /// <summary>Threads used for computation.</summary>
    int Threads { get; }

    /// <summary>Runs the network once and waits for the result.</summary>
    void Run();
}
