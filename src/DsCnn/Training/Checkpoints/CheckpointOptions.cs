namespace DsCnn.Training;

/// <summary>Where and how often a run saves everything it needs to resume.</summary>
/// <remarks>
/// A checkpoint is written after every epoch and when the run is canceled; the properties add more. It contains the weights, their average and the
/// best ones so far, the state of the optimizer, and the position; random numbers derive from the seed and the position. A run that was interrupted
/// at any moment and resumed gives exactly the same bits as an uninterrupted run with the same number of threads. Each checkpoint replaces the previous one, and an older
/// one stays usable if a newer one cannot be written. While a run saves to a file, a second run with that file is rejected.
/// </remarks>
/// <example><code>
/// var options = new TrainerOptions
/// {
///     Epochs = 50,
///     Checkpoint = new CheckpointOptions { Path = "run/last.ckpt", EverySteps = 500, Resume = true },
/// };
/// </code></example>
public sealed record CheckpointOptions
{
    /// <summary>The file, such as <c>run/last.ckpt</c>; its folder is created if it does not exist.</summary>
    public required string Path
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Path));
            field = value;
        }
    }

    /// <summary>Whether to resume from the file if it exists. Default false: start over and overwrite it.</summary>
    public bool Resume { get; init; }

    /// <summary>Also save after this many steps of an epoch, positive, or null for no such saves. Default null.</summary>
    public int? EverySteps { get; init => field = value is { } steps ? Check.Positive(steps) : null; }

    /// <summary>Also save each time this interval has passed, positive, or null for no such saves. Default: ten minutes.</summary>
    public TimeSpan? Every
    {
        get;
        init => field = value is { Ticks: <= 0 }
            ? throw new ArgumentOutOfRangeException(nameof(Every), $"Every must be positive. Received: {value}.")
            : value;
    }
    = TimeSpan.FromMinutes(10);

    /// <summary>
    /// A lock that the caller already holds because it protects more than the file; null to let the run take its own lock. Default null.
    /// </summary>
    internal RunLock? Lock { get; init; }
}
