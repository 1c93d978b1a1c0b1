using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Opens trained networks in the requested engine, or in the default engine for the kind of file.</summary>
internal static class RunnableNetwork
{
    internal static Option<FileInfo> CreateOption() =>
        new("--model") { Description = "A model file (safetensors or onnx)", HelpName = "FILE", Required = true };

    /// <param name="file">The network.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="engine">The engine requested on the command line, or null.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="onnx">Options for information that an ONNX file lacks.</param>
    /// <param name="maxPixels">The most pixels that an image to classify may have, or null for the default.</param>
    /// <param name="needsMaps">Whether class activation maps will be requested.</param>
    /// <exception cref="UsageException">The engine cannot run this kind of file.</exception>
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
