using System.Diagnostics;

namespace DsCnn.Benchmarks;

/// <summary>The service of samples/WebApi with one engine, as a process of its own on a port of its own, until this is disposed of.</summary>
internal sealed class ServedEngine : IDisposable
{
    private readonly Process _process;

    internal ServedEngine(string name, string model)
    {
        Name = name;
        ProcessStartInfo start = Peer.OfThisProgram([ServeCommand.Name, model]);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
        Address = new Uri(_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The service on {name} did not start; its own message is above."));
    }

    internal string Name { get; }

    internal Uri Address { get; }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
