namespace DsCnn.Training;

/// <summary>Reserves a file for the run that is writing it: another run that asks for it is rejected, on this machine and, if the file system supports locks, on others.</summary>
/// <remarks>
/// The lock is the operating system's (<c>flock</c>; a sharing mode on Windows), on a hidden file <c>.NAME.lock</c> next to the file. It ends with the process, however that ends, so files left by a
/// killed process never block anyone. <c>.NAME.holder</c> says who holds the lock. A file system without locks rejects nobody.
/// </remarks>
internal sealed class RunLock : IDisposable
{
    private const int Attempts = 100;
    private const int LongestMark = 1 << 20;

    private readonly string _path;
    private readonly string _file;
    private readonly string? _madeFolder;
    private readonly FileStream _stream;
    private readonly int _mark;

    private RunLock(string path, string file, string? madeFolder, FileStream stream, int mark)
    {
        _path = path;
        _file = file;
        _madeFolder = madeFolder;
        _stream = stream;
        _mark = mark;
    }

    /// <summary>Takes the lock, and creates the folder of the file if there is none.</summary>
    /// <param name="path">The file, which need not exist; links are followed.</param>
    /// <returns>The lock; disposing it releases the file, and deletes the folder if the lock created it and it is still empty.</returns>
    /// <exception cref="IOException">Another run holds the lock, which the message describes, or the folder is not writable.</exception>
    internal static RunLock Take(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = AtomicFile.TargetOf(path);
        string folder = Path.GetDirectoryName(target) ?? throw new IOException($"{path} cannot be written: it is not a file.");
        for (int attempt = 1; ; attempt++)
        {
            string? made = FirstMissing(folder);
            try
            {
                return Take(path, folder, Path.Combine(folder, $".{Path.GetFileName(target)}.lock"), made);
            }
            catch (IOException vanished) when (attempt < Attempts && IsTakenAway(vanished, folder))
            {
                // Another run has just ended, and deleted the empty folder that it had created.
            }
            catch (Exception failed) when (failed is UnauthorizedAccessException or IOException { InnerException: null })
            {
                RemoveEmpty(folder, made);
                throw new IOException($"{path} cannot be written: {failed.Message}", failed);
            }
        }
    }

    /// <summary>Checks that the file to be written still belongs to this run: if its folder is deleted and another run begins there, the two must not mix.</summary>
    /// <exception cref="IOException">The lock is gone.</exception>
    internal void RequireHeld()
    {
        if (!Marks(_file, _mark))
            throw new IOException($"{_path} is no longer this run's: its folder or lock was deleted, or replaced, while it ran. Nothing more was written.");
    }

    /// <summary>Releases the file.</summary>
    public void Dispose()
    {
        if (!_stream.CanRead)
            return;

        // While the lock is still held, so that nobody else's newer lock or folder is deleted.
        bool isHeld = Marks(_file, _mark);
        if (isHeld)
        {
            Try(() => File.Delete(HolderOf(_file)));
            Try(() => File.Delete(_file));
        }

        _stream.Dispose();
        if (isHeld)
            RemoveEmpty(Path.GetDirectoryName(_file)!, _madeFolder);
    }

    private static RunLock Take(string path, string folder, string file, string? made)
    {
        Directory.CreateDirectory(folder);
        (FileStream stream, int mark) = Open(path, file);
        var taken = new RunLock(path, file, made, stream, mark);
        try
        {
            RunHolder.Current.Write(HolderOf(file));
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Whether an error is due to a folder being deleted: its files are not found, or it exists when it is created and is gone when it is used.</summary>
    private static bool IsTakenAway(IOException failure, string folder)
    {
        const int alreadyExists = 17;
        return failure is DirectoryNotFoundException or FileNotFoundException || ((failure.HResult & 0xFFFF) == alreadyExists && !File.Exists(folder));
    }

    /// <summary>Opens the lock file. Another run may have deleted it between opening and locking, so it must still be the file of that name.</summary>
    private static (FileStream Stream, int Mark) Open(string path, string file)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            FileStream stream;
            try
            {
                // On Unix, only None locks exclusively; on Windows, an open file could not be deleted without Delete.
                stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, bufferSize: 1);
            }
            catch (IOException inUse) when (IsLocked(inUse))
            {
                throw new IOException($"{path} is being written by another run ({RunHolder.Read(HolderOf(file))}). Wait for it, stop it, or choose another place.", inUse);
            }

            int mark = Random.Shared.Next(1, LongestMark);
            stream.SetLength(mark);
            if (Marks(file, mark))
                return (stream, mark);
            stream.Dispose();
        }

        throw new IOException($"{path} is being written by other runs.");
    }

    /// <summary>Whether the file of that name is the one whose length was set: the length can be read without opening the file, which its own lock would prevent.</summary>
    private static bool Marks(string file, int mark) => new FileInfo(file) is { Exists: true } info && info.Length == mark;

    private static bool IsLocked(IOException failure)
    {
        const int sharingViolation = unchecked((int)0x80070020);
        const int linuxAgain = 11;
        const int macAgain = 35;
        return failure.HResult == (OperatingSystem.IsWindows() ? sharingViolation : OperatingSystem.IsLinux() ? linuxAgain : macAgain);
    }

    private static string HolderOf(string file) => Path.ChangeExtension(file, ".holder");

    private static string? FirstMissing(string folder)
    {
        string? missing = null;
        for (string? at = folder; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            missing = at;
        return missing;
    }

    private static void RemoveEmpty(string folder, string? made)
    {
        if (made is null)
            return;
        for (string? at = folder; at is not null && at.Length >= made.Length; at = Path.GetDirectoryName(at))
        {
            if (!Try(() => Directory.Delete(at)))
                return;
        }
    }

    private static bool Try(Action delete)
    {
        try
        {
            delete();
            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
