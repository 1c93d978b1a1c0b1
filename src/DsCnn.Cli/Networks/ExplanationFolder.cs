namespace DsCnn.Cli;

/// <summary>Receives drawings of class activation maps for the most probable class, one file per image.</summary>
internal sealed class ExplanationFolder
{
    private readonly DirectoryInfo _folder;

    /// <summary>Images of the same name may come from several folders, and file systems may ignore case.</summary>
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    private ExplanationFolder(DirectoryInfo folder) => _folder = folder;

    /// <summary>Prepares the folder if one is given; it is created with the first drawing, so that a command that draws nothing leaves none.</summary>
    /// <exception cref="NotSupportedException">The network cannot explain its predictions.</exception>
    internal static ExplanationFolder? Open(DirectoryInfo? folder, IRunnableNetwork network)
    {
        if (folder is null)
            return null;
        if (network.NoMaps is { } what)
        {
            string remedy = what.Contains(EngineOption.Name, StringComparison.Ordinal) ? "Omit --engine" : "Use a model file (.safetensors)";
            throw new NotSupportedException($"--explain: {network.Name} is {what}, and outputs alone cannot explain a prediction. {remedy}.");
        }

        if (File.Exists(folder.FullName))
            throw new IOException($"--explain: {folder} is a file, not a folder.");
        return new ExplanationFolder(folder);
    }

    /// <summary>Draws one image.</summary>
    /// <returns>The file of the drawing.</returns>
    /// <exception cref="IOException">The folder cannot be created or written to.</exception>
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
