using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Compression;

/// <summary>The requirements for a compressed network. A null limit does not apply.</summary>
public sealed record CompressionTarget
{
    /// <summary>The maximum of <see cref="ModelCost.Parameters"/>, or null.</summary>
    public long? MaxParameters { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The maximum of <see cref="ModelCost.Macs"/>, or null.</summary>
    public long? MaxMacs { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The maximum size of the model file in bytes, or null.</summary>
    public long? MaxBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The maximum RAM in bytes that the network uses as int8 C code on a microcontroller (<see cref="MemoryPlan.ArenaBytes"/>), or null. The stack is not included.</summary>
    public long? MaxRamBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The maximum flash in bytes that the network uses as int8 C code on a microcontroller, weights and code (<see cref="MemoryPlan.FlashBytes"/>), or null.</summary>
    public long? MaxFlashBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>How maps are kept in the RAM that <see cref="MaxRamBytes"/> limits. Default: streamed.</summary>
    public MemoryMode Memory { get; init => field = Check.Defined(value); } = MemoryMode.Streamed;

    /// <summary>The maximum measured time in milliseconds for an image, one at a time, or null.</summary>
    public double? MaxMilliseconds { get; init => field = value is { } time ? Check.Positive(time) : null; }

    /// <summary>The maximum loss of accuracy on the validation images (mean average precision for a network that ends in a sigmoid), 0 to 1, or null. Half a percentage point is 0.005.</summary>
    public double? MaxAccuracyLoss { get; init => field = value is { } share ? Check.Share(share) : null; }

    /// <summary>The minimum accuracy on the validation images, 0 to 1, or null.</summary>
    public double? MinAccuracy { get; init => field = value is { } share ? Check.Share(share) : null; }

    /// <summary>Whether size or time is limited.</summary>
    public bool LimitsCost => MaxParameters is not null || MaxMacs is not null || MaxBytes is not null || MaxMilliseconds is not null || LimitsMicrocontroller;

    /// <summary>Whether accuracy is limited.</summary>
    public bool DemandsAccuracy => MaxAccuracyLoss is not null || MinAccuracy is not null;

    /// <summary>Whether a microcontroller's memory is limited.</summary>
    internal bool LimitsMicrocontroller => MaxRamBytes is not null || MaxFlashBytes is not null;

    /// <summary>Finds the requirements that a network misses.</summary>
    /// <param name="network">The compressed network.</param>
    /// <param name="original">The network before compression.</param>
    /// <returns>One line for each missed requirement; none if the target is met.</returns>
    internal ImmutableArray<string> Misses(CompressionFigures network, CompressionFigures original)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(original);
        return
        [
            .. Over("parameters", network.Parameters, MaxParameters),
            .. Over("MACs", network.Macs, MaxMacs),
            .. Over("bytes of the model file", network.FileBytes, MaxBytes),
            .. Over("bytes of RAM", network.RamBytes, MaxRamBytes),
            .. Over("bytes of flash", network.FlashBytes, MaxFlashBytes),
            .. TooSlow(network.ImagesPerSecond),
            .. Below(network.Accuracy, MinAccuracy),
            .. Below(network.Accuracy, original.Accuracy - MaxAccuracyLoss),
        ];
    }

    private static IEnumerable<string> Over(string what, long? has, long? allowed)
    {
        if (has > allowed)
            yield return $"{Quantity.Exact(has.Value)} {what} where {Quantity.Exact(allowed.Value)} are allowed";
    }

    private IEnumerable<string> TooSlow(double? imagesPerSecond)
    {
        if (1000 / imagesPerSecond > MaxMilliseconds)
            yield return string.Create(CultureInfo.InvariantCulture, $"{1000 / imagesPerSecond:0.###} ms an image where {MaxMilliseconds:0.###} are allowed");
    }

    private static IEnumerable<string> Below(double? accuracy, double? demanded)
    {
        if (accuracy < demanded)
            yield return string.Create(CultureInfo.InvariantCulture, $"an accuracy of {accuracy:0.0000} where {demanded:0.0000} is demanded");
    }
}
