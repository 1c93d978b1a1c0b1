namespace DsCnn.Cli;

/// <summary>The folder of an unfinished compression, claimed for this process alone.</summary>
/// <param name="path">Where.</param>
/// <param name="mayBeUsed">Whether a compression that is there is to be resumed or replaced.</param>
internal sealed class StateFolder(string path, bool mayBeUsed) : IDisposable
{
    private RunLock? _lock;

    internal string Path => path;

    /// <summary>Finds out before any work whether the folder can be claimed. One that is not there yet is not made, so that whatever is refused later leaves nothing.</summary>
    /// <exception cref="IOException">It is none, holds something, or another compression is writing to it.</exception>
    internal void Prepare()
    {
        if (File.Exists(path))
            throw new IOException($"--state: expected a folder. Received the file {path}.");
        if (Directory.Exists(path))
            Claim();
    }

    /// <summary>Makes the folder and keeps all others out of it.</summary>
    /// <returns>What keeps them out.</returns>
    /// <exception cref="IOException">It holds something, another compression is writing to it, or it cannot be written to.</exception>
    internal RunLock Claim()
    {
        if (_lock is not null)
            return _lock;
        _lock = RunLock.Take(System.IO.Path.Combine(path, "state.json"));

        // The lock itself is hidden.
        bool isUsed = Directory.EnumerateFileSystemEntries(path).Any(entry => !System.IO.Path.GetFileName(entry).StartsWith('.'));
        return mayBeUsed || !isUsed
            ? _lock
            : throw new IOException($"{path} holds an unfinished compression. Go on with it by --resume, replace it by --overwrite, or choose another folder by --state.");
    }

    /// <summary>Takes away what a compression that is done no longer needs, and nothing else that may lie there.</summary>
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
