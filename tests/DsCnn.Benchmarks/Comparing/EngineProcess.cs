using System.Diagnostics;
using System.Globalization;

namespace DsCnn.Benchmarks;

/// <summary>An engine that runs and waits for rounds.</summary>
internal sealed class EngineProcess : IDisposable
{
    private readonly Process _process;

    internal EngineProcess(string peer, Workload workload)
    {
        Peer = peer;
        _process = Process.Start(Benchmarks.Peer.Command(peer, workload))!;
        Ready = Ask<EngineReady>(workload.Network.ToJson());
    }

    internal string Peer { get; }

    internal EngineReady Ready { get; }

    internal EngineRound Round(double seconds) => Ask<EngineRound>(seconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>An engine ends when its input does.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private T Ask<T>(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return EngineMessages.Read<T>(_process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The engine {Peer} ended early; its own message is above."));
    }
}
