using System.Diagnostics;

namespace DsCnn.Training;

/// <summary>Decides when a run saves.</summary>
internal sealed class CheckpointWriter
{
    private readonly CheckpointOptions _options;
    private readonly Action _save;
    private long _lastSave = Stopwatch.GetTimestamp();

    /// <summary>Prepares saving for a run that has passed all checks, and deletes files left by a process that was killed while saving.</summary>
    /// <exception cref="IOException">The file cannot be created; found out now, so that a run of hours does not fail at its first checkpoint.</exception>
    internal CheckpointWriter(CheckpointOptions options, Action save)
    {
        _options = options;
        _save = save;
        if (Directory.Exists(options.Path))
            throw new IOException($"The checkpoint {options.Path} could not be written: a folder has that name.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Path))!);
        AtomicFile.DeleteLeftOvers(options.Path);
    }

    internal void AfterStep(int stepsOfEpoch)
    {
        if (stepsOfEpoch % _options.EverySteps == 0 || Stopwatch.GetElapsedTime(_lastSave) >= _options.Every)
            Save();
    }

    internal void Save()
    {
        _options.Lock!.RequireHeld();
        _save();
        _lastSave = Stopwatch.GetTimestamp();
    }
}
