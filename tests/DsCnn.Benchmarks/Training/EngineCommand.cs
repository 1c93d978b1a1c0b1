using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>One engine as a process of its own: heap settings and threads are the whole process's.</summary>
internal static class EngineCommand
{
    /// <summary>Steps before anything is measured.</summary>
    private const int WarmUp = 3;

    internal const string Name = "engine";

    internal static Command Create()
    {
        var peer = new Argument<string>("peer");
        var batch = new Option<int>("--batch") { Required = true };
        var threads = new Option<int>("--threads") { Required = true };
        var command = new Command(Name, "Runs one engine for `training`, which talks to it.") { peer, batch, threads };
        command.Hidden = true;
        command.SetAction(parsed => Serve(parsed.GetRequiredValue(peer), parsed.GetValue(batch), parsed.GetValue(threads)));
        return command;
    }

    private static void Serve(string peer, int batch, int threads)
    {
        ModelSpec network = ModelSpec.FromJson(Console.In.ReadLine() ?? throw new InvalidOperationException("Expected a network's spec as the first line."));
        NativeBackend.EnsureLoaded();
        set_num_threads(threads);
        using ITrainingEngine engine = Create(peer, new Workload { Network = network, Batch = batch, Threads = threads });
        Console.Out.WriteLine(EngineMessages.Write(new EngineReady { Version = engine.Version, Parameters = engine.Parameters }));
        for (int round = 0; Console.In.ReadLine() is { } seconds; round++)
        {
            for (int i = 0; round == 0 && i < WarmUp; i++)
                engine.Step();
            Console.Out.WriteLine(EngineMessages.Write(Round(engine, double.Parse(seconds, CultureInfo.InvariantCulture))));
        }
    }

    private static ITrainingEngine Create(string peer, Workload workload) => peer switch
    {
        Peer.Ours => new OwnEngine(workload, TrainingPrecision.Automatic),
        Peer.OursFloat32 => new OwnEngine(workload, TrainingPrecision.Float32),
        Peer.OursBFloat16 => new OwnEngine(workload, TrainingPrecision.BFloat16),
        Peer.HandWritten => new HandWrittenEngine(workload),
        _ => throw new ArgumentException($"There is no engine {peer} in this program.", nameof(peer)),
    };

    private static EngineRound Round(ITrainingEngine engine, double seconds)
    {
        long bytes = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        int steps = 0;
        for (; steps < 2 || watch.Elapsed.TotalSeconds < seconds; steps++)
            engine.Step();
        double elapsed = watch.Elapsed.TotalSeconds;
        return new EngineRound { Steps = steps, Seconds = elapsed, BytesPerStep = (GC.GetTotalAllocatedBytes() - bytes) / steps };
    }
}
