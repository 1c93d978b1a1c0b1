namespace DsCnn.Cli;

/// <summary>A network that an engine has loaded, with as many random images as it is to run at once.</summary>
internal interface IBenchmarkedEngine : IDisposable
{
    /// <summary>Images that a call runs.</summary>
    int Batch { get; }

    /// <summary>Threads that it computes with.</summary>
    int Threads { get; }

    /// <summary>Runs the network once, to its end.</summary>
    void Run();
}
