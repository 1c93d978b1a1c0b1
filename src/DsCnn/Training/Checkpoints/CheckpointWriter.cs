using System.Diagnostics;

namespace DsCnn;

/// <summary>Decides when a run saves.</summary>
internal sealed class CheckpointWriter
{
    private readonly CheckpointOptions _options;
    private readonly Action _save;
    private long _lastSave = Stopwatch.GetTimestamp();

    /// <summary>Makes the folder and tries whether it can be written to, so that a run of hours does not end with its first checkpoint.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    internal CheckpointWriter(CheckpointOptions options, Action save)
    {
        _options = options;
        _save = save;
        TryFolder(options.Path);
    }

    internal void AfterStep(int stepsOfEpoch)
    {
        if (stepsOfEpoch % _options.EverySteps == 0 || Stopwatch.GetElapsedTime(_lastSave) >= _options.Every)
            Save();
    }

    internal void Save()
    {
        _save();
        _lastSave = Stopwatch.GetTimestamp();
    }

    private static void TryFolder(string path)
    {
        try
        {
            string full = Path.GetFullPath(path);
            if (Directory.Exists(full))
                throw new IOException("a folder has that name.");
            string folder = Path.GetDirectoryName(full)!;
            Directory.CreateDirectory(folder);
            using (File.Create($"{full}.{Guid.NewGuid():N}.tmp", bufferSize: 1, FileOptions.DeleteOnClose))
            {
            }

            // A process that was killed while it saved left its temporary file.
            foreach (string leftOver in Directory.EnumerateFiles(folder, $".{Path.GetFileName(full)}.*.tmp"))
                File.Delete(leftOver);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The checkpoint {path} could not be written: {failed.Message}", failed);
        }
    }
}
