using System.Reflection;
using System.Text;

namespace DsCnn.Embedded;

/// <summary>The functions that generated files call (the folder Kernels). Only those that are called are written, so that no compiler warns about the others.</summary>
internal sealed class KernelLibrary
{
    private const string Needs = "/* needs: ";

    private readonly HashSet<string> _asked = [];
    private readonly StringBuilder _text = new();

    /// <summary>All requested functions, each after those that it calls.</summary>
    internal string Text => _text.ToString();

    internal bool Has(string name) => _asked.Contains(name);

    /// <summary>Requests a function by the name of its file, and returns its name in C.</summary>
    internal string Use(string name)
    {
        if (!_asked.Add(name))
            return $"ds_{name}";
        string source = Read(name);
        if (source.StartsWith(Needs, StringComparison.Ordinal))
        {
            int end = source.IndexOf(" */\n", StringComparison.Ordinal);
            foreach (string needed in source[Needs.Length..end].Split(' '))
                Use(needed);
            source = source[(end + " */\n".Length)..];
        }

        _text.Append(source).Append('\n');
        return $"ds_{name}";
    }

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.c")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
