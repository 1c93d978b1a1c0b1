namespace DsCnn.Cli;

/// <summary>The folder that a training run writes to.</summary>
internal sealed class RunFolder(string path)
{
    private string[] Files => [Model, Checkpoint, HistoryTable, Curves, CurvesPicture];

    internal string Path => path;

    internal string Model => In("model.safetensors");

    internal string Checkpoint => In("last.ckpt");

    internal string HistoryTable => In("history.csv");

    internal string Curves => In("history.svg");

    internal string CurvesPicture => In("history.png");

    internal string TensorBoard => In("tensorboard");

    /// <summary>Makes sure that nobody's run is lost by mistake.</summary>
    /// <exception cref="IOException">It holds a run.</exception>
    internal void RefuseOtherRun()
    {
        if (Files.FirstOrDefault(File.Exists) is { } file)
        {
            throw new IOException(
                $"{path} holds a training run ({System.IO.Path.GetFileName(file)}). " +
                "Go on with it by --resume, replace it by --overwrite, or choose another folder by --output.");
        }
    }

    /// <summary>Makes the folder, and clears away what killed processes left half written.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal void Create()
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"--output: the folder {path} cannot be made: {failed.Message}", failed);
        }

        foreach (string file in Files)
        {
            foreach (string leftOver in Directory.EnumerateFiles(path, $".{System.IO.Path.GetFileName(file)}.*.tmp"))
                File.Delete(leftOver);
        }
    }

    /// <summary>Deletes a run that is to be replaced, so that nothing of it is taken for the new one's.</summary>
    internal void Clear()
    {
        foreach (string file in Files)
            File.Delete(file);
    }

    /// <summary>The epochs of the run that is resumed.</summary>
    internal TrainingHistory? ReadHistory() =>
        File.Exists(Checkpoint) && File.Exists(HistoryTable) ? TrainingHistory.Read(HistoryTable) : null;

    private string In(string name) => System.IO.Path.Combine(path, name);
}
