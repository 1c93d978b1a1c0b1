namespace DsCnn.Cli;

/// <summary>Takes drawings of what in pictures speaks for their most probable class, one file for each picture.</summary>
internal sealed class ExplanationFolder
{
    private readonly DirectoryInfo _folder;

    /// <summary>Pictures of one name may come from several folders, and file systems may not tell cases apart.</summary>
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    private ExplanationFolder(DirectoryInfo folder) => _folder = folder;

    /// <summary>Takes the folder where one is asked for; it is made with the first drawing, so that a command that draws none leaves none.</summary>
    /// <exception cref="NotSupportedException">The network cannot say what in a picture speaks for a class.</exception>
    internal static ExplanationFolder? Open(DirectoryInfo? folder, IRunnableNetwork network)
    {
        if (folder is null)
            return null;
        if (network.NoMaps is { } what)
        {
            string remedy = what.Contains(EngineOption.Name, StringComparison.Ordinal) ? "Leave --engine away" : "Give --model a model file (.safetensors)";
            throw new NotSupportedException($"--explain: {network.Name} is {what}, whose outputs alone cannot say what in a picture speaks for a class. {remedy}.");
        }

        if (File.Exists(folder.FullName))
            throw new IOException($"--explain: {folder} is a file, not a folder.");
        return new ExplanationFolder(folder);
    }

    /// <summary>Draws one picture.</summary>
    /// <returns>The file of the drawing.</returns>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    internal string Draw(IRunnableNetwork network, string path)
    {
        _folder.Create();
        string stem = Path.GetFileNameWithoutExtension(path);
        string name = stem;
        for (int i = 2; !_names.Add(name); i++)
            name = FormattableString.Invariant($"{stem}-{i}");
        string file = Path.Combine(_folder.ToString(), $"{name}.map.png");
        network.Explain(path).Save(file);
        return file;
    }
}
