namespace DsCnn.Training;

/// <summary>Where and how often a run saves all it needs to go on from there.</summary>
/// <remarks>
/// A checkpoint is written after every epoch and when the run is canceled; the properties ask for more. It holds the weights, their average and the
/// best ones so far, what the optimizer remembers, and the position; random numbers derive from the seed and the position. A run that was interrupted
/// at any moment and resumed ends with the same bits as one that was not, with as many threads. Each checkpoint replaces the one before, and an older
/// one stays usable where a newer cannot be written. While a run saves to a file, another one on that file is refused.
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
    /// <summary>The file, such as <c>run/last.ckpt</c>; its folder is made where it is missing.</summary>
    public required string Path
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Path));
            field = value;
        }
    }

    /// <summary>Whether to go on from the file where it exists. Default false: start over and overwrite it.</summary>
    public bool Resume { get; init; }

    /// <summary>Also save after so many steps of an epoch, positive, or null for not. Default null.</summary>
    public int? EverySteps { get; init => field = value is { } steps ? Check.Positive(steps) : null; }

    /// <summary>Also save when so much time has gone by, positive, or null for not. Default: ten minutes.</summary>
    public TimeSpan? Every
    {
        get;
        init => field = value is { Ticks: <= 0 }
            ? throw new ArgumentOutOfRangeException(nameof(Every), $"Every must be positive. Received: {value}.")
            : value;
    }
    = TimeSpan.FromMinutes(10);

    /// <summary>
    /// What keeps other runs away from the file, where the caller has taken it already because more than the file must be kept from them; null for a lock of the run's own. Default null.
    /// </summary>
    internal RunLock? Lock { get; init; }
}
