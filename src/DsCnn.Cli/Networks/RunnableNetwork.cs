using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Opens trained networks in the engine that is asked for, or in the one that runs such files.</summary>
internal static class RunnableNetwork
{
    internal static Option<FileInfo> CreateOption() =>
        new("--model") { Description = "A model file (safetensors or onnx)", HelpName = "FILE", Required = true };

    /// <param name="file">The network.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="engine">The engine that the command line asks for, or null.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="onnx">What an ONNX file does not say.</param>
    /// <param name="maxPixels">What a picture may have that is predicted, or null for the default.</param>
    /// <param name="needsMaps">Whether the network is asked what in a picture speaks for a class.</param>
    /// <exception cref="UsageException">The engine does not run such files.</exception>
    internal static IRunnableNetwork Open(FileInfo file, ParseResult parsed, string? engine, DeviceOptions device, OnnxFileOptions onnx, int? maxPixels = null, bool needsMaps = false)
    {
        string chosen = EngineOption.Choose(file, engine, needsMaps || device.AsksForCuda(parsed));
        if (!EngineOption.IsOnnx(file))
            onnx.RequireNone(parsed, file);
        return Work.Run(parsed, "Loading the network", IRunnableNetwork (_) => chosen == EngineOption.Torch
            ? TorchNetwork.Load(file, () => device.Prepare(parsed), maxPixels)
            : EngineNetwork.Load(file, chosen, onnx.Read(parsed, device.For(chosen, parsed)), maxPixels));
    }
}
