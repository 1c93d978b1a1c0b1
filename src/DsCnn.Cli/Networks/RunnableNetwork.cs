using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Opens trained networks: ONNX Runtime runs ONNX files, libtorch runs model files.</summary>
internal static class RunnableNetwork
{
    private const string OnnxExtension = ".onnx";

    internal static Option<FileInfo> CreateOption() =>
        new("--model") { Description = "A model file (safetensors or onnx)", HelpName = "FILE", Required = true };

    internal static bool IsOnnx(FileInfo file) => string.Equals(file.Extension, OnnxExtension, StringComparison.OrdinalIgnoreCase);

    internal static IRunnableNetwork Open(FileInfo file, ParseResult parsed, EngineOptions engine) =>
        IsOnnx(file) ? OnnxNetwork.Load(file, engine.ForOnnx(parsed)) : TorchNetwork.Load(file, () => engine.Prepare(parsed));
}
