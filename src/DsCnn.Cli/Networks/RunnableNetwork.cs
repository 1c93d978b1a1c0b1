using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Opens trained networks: ONNX Runtime runs ONNX files, libtorch runs model files.</summary>
internal static class RunnableNetwork
{
    private const string OnnxExtension = ".onnx";

    internal static Option<FileInfo> CreateOption() =>
        new("--model") { Description = "A model file (safetensors or onnx)", HelpName = "FILE", Required = true };

    internal static bool IsOnnx(FileInfo file) => string.Equals(file.Extension, OnnxExtension, StringComparison.OrdinalIgnoreCase);

    /// <param name="file">The network.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="engine">What runs it.</param>
    /// <param name="onnx">What an ONNX file does not say.</param>
    /// <param name="maxPixels">What a picture may have that is predicted, or null for the default.</param>
    internal static IRunnableNetwork Open(FileInfo file, ParseResult parsed, DeviceOptions engine, OnnxFileOptions onnx, int? maxPixels = null)
    {
        if (!IsOnnx(file))
            onnx.RequireNone(parsed, file);
        return Work.Run(parsed, "Loading the network", IRunnableNetwork (_) => IsOnnx(file)
            ? OnnxNetwork.Load(file, onnx.Read(parsed, engine.ForOnnx(parsed)), maxPixels)
            : TorchNetwork.Load(file, () => engine.Prepare(parsed), maxPixels));
    }
}
