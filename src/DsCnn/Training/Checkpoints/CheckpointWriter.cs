using System.Diagnostics;

namespace DsCnn.Training;

/// <summary>Decides when a run saves.</summary>
internal sealed class CheckpointWriter
{
    private readonly CheckpointOptions _options;
    private readonly Action _save;
    private long _lastSave = Stopwatch.GetTimestamp();

    /// <summary>Begins for a run that is not refused any more, and clears away what a process that was killed while it saved has left.</summary>
    /// <exception cref="IOException">There can be no such file, so that a run of hours does not end with its first checkpoint.</exception>
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
