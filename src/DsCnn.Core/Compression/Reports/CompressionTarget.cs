using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Compression;

/// <summary>What a compressed network should be. A limit that is null does not exist.</summary>
public sealed record CompressionTarget
{
    /// <summary>The most <see cref="ModelCost.Parameters"/>, or null.</summary>
    public long? MaxParameters { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The most <see cref="ModelCost.Macs"/>, or null.</summary>
    public long? MaxMacs { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The most bytes of the model file, or null.</summary>
    public long? MaxBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The most bytes of a microcontroller's RAM that the network takes as int8 in C (<see cref="MemoryPlan.ArenaBytes"/>), or null. The stack comes on top.</summary>
    public long? MaxRamBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The most bytes of a microcontroller's flash that the network takes as int8 in C, weights and code (<see cref="MemoryPlan.FlashBytes"/>), or null.</summary>
    public long? MaxFlashBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>How maps are kept in the RAM that <see cref="MaxRamBytes"/> limits. Default: streamed.</summary>
    public MemoryMode Memory { get; init => field = Check.Defined(value); } = MemoryMode.Streamed;

    /// <summary>The most milliseconds that an image may take, one at a time, as measured, or null.</summary>
    public double? MaxMilliseconds { get; init => field = value is { } time ? Check.Positive(time) : null; }

    /// <summary>The most accuracy (of a network that ends in a sigmoid, mean average precision) that may be lost on the validation images, 0 to 1, or null. Half a point is 0.005.</summary>
    public double? MaxAccuracyLoss { get; init => field = value is { } share ? Check.Share(share) : null; }

    /// <summary>The least accuracy on the validation images, 0 to 1, or null.</summary>
    public double? MinAccuracy { get; init => field = value is { } share ? Check.Share(share) : null; }

    /// <summary>Whether anything limits size or time.</summary>
    public bool LimitsCost => MaxParameters is not null || MaxMacs is not null || MaxBytes is not null || MaxMilliseconds is not null || LimitsMicrocontroller;

    /// <summary>Whether anything demands accuracy.</summary>
    public bool DemandsAccuracy => MaxAccuracyLoss is not null || MinAccuracy is not null;

    /// <summary>Whether memory of a microcontroller is limited.</summary>
    internal bool LimitsMicrocontroller => MaxRamBytes is not null || MaxFlashBytes is not null;

    /// <summary>Finds out what a network misses.</summary>
    /// <param name="network">The compressed network.</param>
    /// <param name="original">The network it was.</param>
    /// <returns>A line for each limit that is broken; none where the target is met.</returns>
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
