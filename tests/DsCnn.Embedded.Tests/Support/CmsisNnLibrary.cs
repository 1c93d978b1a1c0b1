namespace DsCnn.Tests.Embedded;

/// <summary>CMSIS-NN, compiled once for each machine of a test class. It is not part of this repository.</summary>
public sealed class CmsisNnLibrary : IDisposable
{
    /// <summary>The environment variable that names CMSIS-NN's folder.</summary>
    internal const string Variable = "DSCNN_CMSIS_NN";

    private static readonly string[] _parts = ["ConvolutionFunctions", "NNSupportFunctions", "TransposeFunctions"];

    /// <summary>What computes in floating-point numbers.</summary>
    private static readonly string[] _ofNumbers = ["_f16.c", "_f32.c", "_flt.c"];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _objects = [];

    /// <summary>CMSIS-NN's folder, or null where nobody said.</summary>
    internal static string? Folder => Environment.GetEnvironmentVariable(Variable);

    /// <summary>What generated C is compiled with to call it.</summary>
    internal static string[] Flags => [$"-D{Variable}", "-isystem", Include];

    private static string Include => Path.Combine(Folder!, "Include");

    /// <summary>All of it that computes in bytes, in one object file, of which a linker takes what is called (<c>--gc-sections</c>).</summary>
    internal string ObjectFor(string compiler, params string[] target)
    {
        string key = string.Join(' ', [compiler, .. target]);
        if (!_objects.TryGetValue(key, out string? file))
        {
            file = _folder.File($"{_objects.Count}.o");
            IEnumerable<string> sources = _parts.SelectMany(part => Directory.EnumerateFiles(Path.Combine(Folder!, "Source", part), "*.c"))
                .Where(source => !_ofNumbers.Any(ending => source.EndsWith(ending, StringComparison.Ordinal)));
            (int code, _, string errors) = CCompiler.Execute(compiler, [.. target, "-O2", "-ffunction-sections", "-r", "-nostdlib", "-I", Include, "-o", file, .. sources], []);
            code.Should().Be(0, errors);
            _objects[key] = file;
        }

        return file;
    }

    public void Dispose() => _folder.Dispose();
}
