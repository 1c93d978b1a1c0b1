namespace DsCnn.Cli;

/// <summary>The folder of an unfinished compression, locked by this process.</summary>
/// <param name="path">The path of the folder.</param>
/// <param name="mayBeUsed">Whether an existing compression in it is to be resumed or replaced.</param>
internal sealed class StateFolder(string path, bool mayBeUsed) : IDisposable
{
    private RunLock? _lock;

    internal string Path => path;

    /// <summary>Checks before any work whether the folder can be locked. A folder that does not exist yet is not created, so that a later refusal leaves nothing behind.</summary>
    /// <exception cref="IOException">The path is not a folder, the folder is in use, or another compression is writing to it.</exception>
    internal void Prepare()
    {
        if (File.Exists(path))
            throw new IOException($"--state: expected a folder. Received the file {path}.");
        if (Directory.Exists(path))
            Claim();
    }

    /// <summary>Creates the folder and locks it.</summary>
    /// <returns>The lock.</returns>
    /// <exception cref="IOException">The folder is in use, another compression is writing to it, or it cannot be written to.</exception>
    internal RunLock Claim()
    {
        if (_lock is not null)
            return _lock;
        _lock = RunLock.Take(System.IO.Path.Combine(path, "state.json"));

        // The lock file itself is hidden.
        bool isUsed = Directory.EnumerateFileSystemEntries(path).Any(entry => !System.IO.Path.GetFileName(entry).StartsWith('.'));
        return mayBeUsed || !isUsed
            ? _lock
            : throw new IOException($"{path} holds an unfinished compression. Continue it with --resume, replace it with --overwrite, or choose another folder with --state.");
    }

    /// <summary>Deletes what a finished compression no longer needs, and nothing else in the folder.</summary>
    internal void CleanUp()
    {
        Compressor.DeleteState(path);
        Dispose();
        if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
            Directory.Delete(path);
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
