using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The engine that computes: the managed one in C#, ONNX Runtime or libtorch, and which files each of them runs.</summary>
internal static class EngineOption
{
    internal const string Managed = "managed";
    internal const string Onnx = "onnx";
    internal const string Torch = "torch";

    internal const string Name = "--engine";
    private const string OnnxExtension = ".onnx";

    private static readonly string[] _all = [Managed, Onnx, Torch];

    internal static Option<string?> Create() => new Option<string?>(Name)
    {
        Description = $"The inference engine: {Managed} (C#), {Onnx} (ONNX Runtime) or {Torch} (libtorch); ONNX files run in {Onnx} only (default: {Onnx} for ONNX files, {Managed} for model files, {Torch} on a GPU and for activation maps)",
        HelpName = "ENGINE",
    }.OneOf(_all);

    /// <summary>The same option, which can be repeated.</summary>
    internal static Option<string[]> CreateList() => new Option<string[]>(Name)
    {
        Description = $"{Managed} (C#), {Onnx} (ONNX Runtime) or {Torch} (libtorch); repeat to compare engines (default: {Managed}, for ONNX files {Onnx})",
        HelpName = "ENGINE",
    }.OneOf(_all);

    /// <summary>The engine that measures the speed of a network that a command creates.</summary>
    internal static Option<string?> CreateForSpeed() => new Option<string?>(Name)
    {
        Description = $"The engine that speed is measured in: {Managed} (C#), {Onnx} (ONNX Runtime) or {Torch} (libtorch) (default: {Managed}, for ONNX files {Onnx})",
        HelpName = "ENGINE",
    }.OneOf(_all);

    internal static bool IsOnnx(FileInfo file) => string.Equals(file.Extension, OnnxExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The engine that runs a file.</summary>
    /// <param name="file">A model file or an ONNX file.</param>
    /// <param name="asked">The engine requested on the command line, or null.</param>
    /// <param name="needsTorch">Whether only libtorch can do the work, because it needs activation maps or a GPU.</param>
    /// <exception cref="UsageException">The engine cannot run this kind of file.</exception>
    internal static string Choose(FileInfo file, string? asked, bool needsTorch)
    {
        string engine = asked ?? (IsOnnx(file) ? Onnx : needsTorch ? Torch : Managed);
        RequireRuns(engine, IsOnnx(file) ? file.Name : null);
        return engine;
    }

    /// <summary>The engine that <c>benchmark</c> measures if none is requested.</summary>
    internal static string DefaultMeasured(bool isOnnx) => isOnnx ? Onnx : Managed;

    /// <param name="engine">The engine.</param>
    /// <param name="onnxFile">The name of the file if it is an ONNX file, or null for model files and presets.</param>
    /// <exception cref="UsageException">The engine cannot run this kind of file.</exception>
    internal static void RequireRuns(string engine, string? onnxFile)
    {
        if (onnxFile is not null && engine != Onnx)
            throw new UsageException($"{Name} {engine}: expected a model file or a preset. Received: {onnxFile}, which {Name} {Onnx} runs.");
    }
}
