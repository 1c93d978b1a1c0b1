using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Which engine computes: the one in C#, ONNX Runtime or libtorch, and which files each runs.</summary>
internal static class EngineOption
{
    internal const string Managed = "managed";
    internal const string Onnx = "onnx";
    internal const string Torch = "torch";

    internal const string Name = "--engine";
    private const string OnnxExtension = ".onnx";

    private static readonly string[] _all = [Managed, Onnx, Torch];

    /// <summary>Whether model files run in the engine in C# unless something else is asked for: the one place to change once it runs them.</summary>
    private static bool ManagedIsDefault => false;

    internal static Option<string?> Create() => new Option<string?>(Name)
    {
        Description = $"What computes: {Managed} (C#), {Onnx} (ONNX Runtime) or {Torch} (libtorch); ONNX files run in {Onnx} only (default: {Onnx} for them, {Default(needsMaps: false)} for model files)",
        HelpName = "ENGINE",
    }.OneOf(_all);

    /// <summary>The same, which may be given several times.</summary>
    internal static Option<string[]> CreateList() => new Option<string[]>(Name)
    {
        Description = $"{Managed} (C#), {Onnx} (ONNX Runtime) or {Torch} (libtorch); may be given several times, to compare (default: {DefaultMeasured(isOnnx: false)}, of ONNX files {Onnx})",
        HelpName = "ENGINE",
    }.OneOf(_all);

    internal static bool IsOnnx(FileInfo file) => string.Equals(file.Extension, OnnxExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>What runs a file.</summary>
    /// <param name="file">A model file or an ONNX file.</param>
    /// <param name="asked">What the command line asks for, or null.</param>
    /// <param name="needsMaps">Whether the work needs a network's maps, which only libtorch gives.</param>
    /// <exception cref="UsageException">The engine does not run such files.</exception>
    internal static string Choose(FileInfo file, string? asked, bool needsMaps)
    {
        string engine = asked ?? (IsOnnx(file) ? Onnx : Default(needsMaps));
        RequireRuns(engine, IsOnnx(file) ? file.Name : null);
        return engine;
    }

    /// <summary>What <c>benchmark</c> measures where nothing is asked for.</summary>
    internal static string DefaultMeasured(bool isOnnx) => !isOnnx && ManagedIsDefault ? Managed : Onnx;

    /// <param name="engine">The engine.</param>
    /// <param name="onnxFile">The name of the file where it is an ONNX file, or null for model files and presets.</param>
    /// <exception cref="UsageException">The engine does not run such files.</exception>
    internal static void RequireRuns(string engine, string? onnxFile)
    {
        if (onnxFile is not null && engine != Onnx)
            throw new UsageException($"{Name} {engine}: expected a model file or a preset. Received: {onnxFile}, which {Name} {Onnx} runs.");
    }

    private static string Default(bool needsMaps) => ManagedIsDefault && !needsMaps ? Managed : Torch;
}
