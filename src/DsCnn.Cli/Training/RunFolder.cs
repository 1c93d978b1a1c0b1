namespace DsCnn.Cli;

/// <summary>The folder that a training run writes to, from the moment that it is claimed for this run alone.</summary>
/// <param name="path">Where.</param>
/// <param name="mayHoldRun">Whether a run that is there is to be resumed or replaced.</param>
internal sealed class RunFolder(string path, bool mayHoldRun) : IDisposable
{
    /// <summary>The part whose run says how long to train on all images.</summary>
    internal const string HeldOut = "held-out";

    private RunLock? _lock;

    private string[] Files => [Model, Checkpoint, HistoryTable, Curves, CurvesPicture];

    internal string Path => path;

    /// <summary>Whether this process writes there; of those that train together, the first one does.</summary>
    internal bool IsWritten { get; init; } = true;

    internal string Model => In("model.safetensors");

    internal string Checkpoint => In("last.ckpt");

    internal string HistoryTable => In("history.csv");

    internal string Curves => In("history.svg");

    internal string CurvesPicture => In("history.png");

    /// <summary>The command line that trains it.</summary>
    internal string Settings => In(CommandFile.Name);

    /// <summary>The command line that began what is there, or null where nothing says so: the last of several runs comes last.</summary>
    internal string? BegunBy => new[] { Settings, new RunFolder(In("fold-1"), true).Settings, new RunFolder(In(HeldOut), true).Settings }.FirstOrDefault(File.Exists);

    internal string TensorBoard => In("tensorboard");

    /// <summary>The folder of one of several runs that belong together; this one is claimed for all of them.</summary>
    internal RunFolder Part(string name)
    {
        if (IsWritten)
            Claim();
        return new RunFolder(In(name), mayHoldRun) { IsWritten = IsWritten };
    }

    /// <summary>Finds out before any work whether the folder can be claimed. One that is not there yet is not made, so that whatever is refused later leaves nothing.</summary>
    /// <exception cref="IOException">It holds a run, another run is writing to it, or it cannot be made.</exception>
    internal void Prepare()
    {
        if (Directory.Exists(path))
            Claim();
        else
            RequireCreatable();
    }

    /// <summary>Makes the folder and keeps all other runs out of it.</summary>
    /// <returns>What keeps them out.</returns>
    /// <exception cref="IOException">It holds a run, another run is writing to it, or it cannot be written to.</exception>
    internal RunLock Claim()
    {
        if (_lock is not null)
            return _lock;
        _lock = RunLock.Take(Checkpoint);
        if (!mayHoldRun && Files.FirstOrDefault(File.Exists) is { } file)
        {
            throw new IOException(
                $"{path} holds a training run ({System.IO.Path.GetFileName(file)}). " +
                "Go on with it by --resume, replace it by --overwrite, or choose another folder by --output.");
        }

        return _lock;
    }

    /// <summary>Clears away what killed processes left half written.</summary>
    internal void DeleteLeftOvers()
    {
        foreach (string file in Files)
            AtomicFile.DeleteLeftOvers(file);
    }

    /// <summary>Deletes the runs that belonged to one that is to be replaced.</summary>
    internal void ClearParts()
    {
        if (!IsWritten || !mayHoldRun || !Directory.Exists(path))
            return;
        Claim();
        foreach (string part in (string[])[.. Directory.EnumerateDirectories(path, "fold-*"), In(HeldOut)])
        {
            if (File.Exists(System.IO.Path.Combine(part, "last.ckpt")))
                Directory.Delete(part, recursive: true);
        }
    }

    /// <summary>Deletes a run that is to be replaced, so that nothing of it is taken for the new one's.</summary>
    internal void Clear()
    {
        foreach (string file in Files)
            File.Delete(file);
    }

    public void Dispose() => _lock?.Dispose();

    private void RequireCreatable()
    {
        string missing = System.IO.Path.GetFullPath(path);
        string? there = System.IO.Path.GetDirectoryName(missing);
        while (there is not null && !Directory.Exists(there) && !File.Exists(there))
            (missing, there) = (there, System.IO.Path.GetDirectoryName(there));
        if (File.Exists(missing) || File.Exists(there))
            throw new IOException($"--output: the folder {path} cannot be made: {(File.Exists(missing) ? missing : there)} is a file.");
        try
        {
            WritableFile.Require(new FileInfo(missing));
        }
        catch (IOException failed)
        {
            throw new IOException($"--output: the folder {path} cannot be made. {failed.Message}", failed);
        }
    }

    private string In(string name) => System.IO.Path.Combine(path, name);
}
