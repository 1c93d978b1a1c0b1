using System.Diagnostics;

namespace DsCnn.Benchmarks;

/// <summary>Who is compared, and how its process is started.</summary>
internal static class Peer
{
    internal const string Ours = "ours";
    internal const string OursBFloat16 = "ours-bf16";
    internal const string HandWritten = "handwritten";
    internal const string PyTorch = "pytorch";
    internal const string PyTorchChannelsLast = "pytorch-channels-last";

    internal const string Managed = "managed";
    internal const string ManagedInt8 = "managed-int8";
    internal const string Classifier = "classifier";
    internal const string ClassifierInt8 = "classifier-int8";
    internal const string OnnxRuntimePyTorch = "onnxruntime-pytorch";
    internal const string Model = "model";
    internal const string Eager = "handwritten-eager";

    internal const string Python = "/usr/bin/python3";

    internal static string[] Training { get; } = [Ours, OursBFloat16, HandWritten, PyTorch, PyTorchChannelsLast];

    internal static string[] Inference { get; } = [Managed, ManagedInt8, OnnxRuntimePyTorch, Classifier, ClassifierInt8, Model, Eager];

    /// <summary>Why a peer cannot run here; null where it can.</summary>
    internal static string? Missing(string peer)
    {
        if (peer is not (PyTorch or PyTorchChannelsLast or OnnxRuntimePyTorch))
            return null;
        if (!File.Exists(Python))
            return $"there is no {Python}";
        using Process process = Process.Start(new ProcessStartInfo(Python, ["-c", "import torch"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{Python} has no torch (Debian: python3-torch)";
    }

    internal static ProcessStartInfo Command(string peer, Workload workload)
    {
        string[] settings = ["--batch", $"{workload.Batch}", "--threads", $"{workload.Threads}"];
        ProcessStartInfo start = peer is PyTorch or PyTorchChannelsLast
            ? new(Python, [Path.Combine(AppContext.BaseDirectory, "peers", "train.py"), .. settings])
            : OfThisProgram([EngineCommand.Name, peer, .. settings]);
        if (peer == PyTorchChannelsLast)
            start.ArgumentList.Add("--channels-last");
        if (workload.Folder is { } folder)
        {
            start.ArgumentList.Add("--folder");
            start.ArgumentList.Add(folder);
        }

        start.Environment["OMP_NUM_THREADS"] = $"{workload.Threads}";
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        return start;
    }

    /// <summary>This program as a process of its own.</summary>
    internal static ProcessStartInfo OfThisProgram(string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new(program, isHost ? [typeof(Peer).Assembly.Location, .. arguments] : arguments);
    }
}
