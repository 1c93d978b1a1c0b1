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
        var folder = new Option<string?>("--folder");
        var command = new Command(Name, "Runs one engine for a comparison, which talks to it.") { peer, batch, threads, folder };
        command.Hidden = true;
        command.SetAction(parsed => Serve(parsed.GetRequiredValue(peer), parsed.GetValue(batch), parsed.GetValue(threads), parsed.GetValue(folder)));
        return command;
    }

    private static void Serve(string peer, int batch, int threads, string? folder)
    {
        ModelSpec network = ModelSpec.FromJson(Console.In.ReadLine() ?? throw new InvalidOperationException("Expected a network's spec as the first line."));
        var workload = new Workload { Network = network, Batch = batch, Threads = threads, Folder = folder };
        var watch = Stopwatch.StartNew();
        using IEngine engine = Create(peer, workload);
        engine.Step();
        double start = watch.Elapsed.TotalSeconds;
        Console.Out.WriteLine(EngineMessages.Write(new EngineReady { Version = engine.Version, Parameters = engine.Parameters, StartSeconds = start }));
        for (int round = 0; Console.In.ReadLine() is { } seconds; round++)
        {
            for (int i = 0; round == 0 && i < WarmUp; i++)
                engine.Step();
            Console.Out.WriteLine(EngineMessages.Write(Round(engine, double.Parse(seconds, CultureInfo.InvariantCulture))));
        }
    }

    private static IEngine Create(string peer, Workload workload)
    {
        switch (peer)
        {
            case Peer.Managed:
                return new ClassifierEngine(workload, InferenceFiles.Model);
            case Peer.ManagedInt8:
                return new ClassifierEngine(workload, InferenceFiles.Int8Model);
            case Peer.Classifier:
                return new ClassifierEngine(workload, InferenceFiles.Float32);
            case Peer.ClassifierInt8:
                return new ClassifierEngine(workload, InferenceFiles.Int8);
            case Peer.OnnxRuntimePyTorch:
                return new OnnxRuntimeEngine(workload, InferenceFiles.FromPyTorch);
        }

        NativeBackend.EnsureLoaded();
        set_num_threads(workload.Threads);
        return peer switch
        {
            Peer.Ours => new TrainerEngine(workload, TrainingPrecision.Float32),
            Peer.OursBFloat16 => new TrainerEngine(workload, TrainingPrecision.BFloat16),
            Peer.HandWritten => new HandWrittenTrainingEngine(workload),
            Peer.Model => new ModelEngine(workload),
            Peer.Eager => new HandWrittenInferenceEngine(workload),
            _ => throw new ArgumentException($"There is no engine {peer} in this program.", nameof(peer)),
        };
    }

    private static EngineRound Round(IEngine engine, double seconds)
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
