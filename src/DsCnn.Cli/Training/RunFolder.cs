namespace DsCnn.Cli;

/// <summary>The folder that a training run writes to, from the moment it is locked for this run.</summary>
/// <param name="path">The path of the folder.</param>
/// <param name="mayHoldRun">Whether an existing run is to be resumed or replaced.</param>
internal sealed class RunFolder(string path, bool mayHoldRun) : IDisposable
{
    /// <summary>The part whose run determines how long to train on all images.</summary>
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

    /// <summary>The command line of the training.</summary>
    internal string Settings => In(CommandFile.Name);

    /// <summary>The command line that started the existing run, or null if there is no record of it: the last of several runs is stored last.</summary>
    internal string? BegunBy => new[] { Settings, new RunFolder(In("fold-1"), true).Settings, new RunFolder(In(HeldOut), true).Settings }.FirstOrDefault(File.Exists);

    internal string TensorBoard => In("tensorboard");

    /// <summary>The folder of one of several runs that belong together; this folder is locked for all of them.</summary>
    internal RunFolder Part(string name)
    {
        if (IsWritten)
            Claim();
        return new RunFolder(In(name), mayHoldRun) { IsWritten = IsWritten };
    }

    /// <summary>Checks before any work whether the folder can be locked. A folder that does not exist yet is not created, so that a later refusal leaves nothing behind.</summary>
    /// <exception cref="IOException">The folder holds a run, another run is writing to it, or it cannot be created.</exception>
    internal void Prepare()
    {
        if (Directory.Exists(path))
            Claim();
        else
            RequireCreatable();
    }

    /// <summary>Creates the folder and locks it against all other runs.</summary>
    /// <returns>The lock.</returns>
    /// <exception cref="IOException">The folder holds a run, another run is writing to it, or it cannot be written to.</exception>
    internal RunLock Claim()
    {
        if (_lock is not null)
            return _lock;
        _lock = RunLock.Take(Checkpoint);
        if (!mayHoldRun && Files.FirstOrDefault(File.Exists) is { } file)
        {
            throw new IOException(
                $"{path} holds a training run ({System.IO.Path.GetFileName(file)}). " +
                "Continue it with --resume, replace it with --overwrite, or choose another folder with --output.");
        }

        return _lock;
    }

    /// <summary>Deletes files that killed processes left incomplete.</summary>
    internal void DeleteLeftOvers()
    {
        foreach (string file in Files)
            AtomicFile.DeleteLeftOvers(file);
    }

    /// <summary>Deletes the runs that belong to a run that is being replaced.</summary>
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

    /// <summary>Deletes a run that is being replaced, so that nothing of it is mistaken for part of the new one.</summary>
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
            throw new IOException($"--output: the folder {path} cannot be created: {(File.Exists(missing) ? missing : there)} is a file.");
        try
        {
            WritableFile.Require(new FileInfo(missing));
        }
        catch (IOException failed)
        {
            throw new IOException($"--output: the folder {path} cannot be created. {failed.Message}", failed);
        }
    }

    private string In(string name) => System.IO.Path.Combine(path, name);
}
