using System.Collections.Immutable;

namespace DsCnn;

/// <summary>How images are normalized before they enter a network: pixel / 255, minus the channel's mean, divided by its standard deviation.</summary>
public sealed record Preprocessing
{
    /// <summary>Describes a normalization.</summary>
    /// <param name="mean">The mean of each channel, of pixels scaled to 0..1.</param>
    /// <param name="std">The standard deviation of each channel, of pixels scaled to 0..1; positive.</param>
    /// <exception cref="InvalidSpecException">The lists differ in length or contain invalid values.</exception>
    public Preprocessing(IEnumerable<double> mean, IEnumerable<double> std)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(std);
        Mean = [.. mean];
        Std = [.. std];
        if (Mean.Length != Std.Length || Mean.IsEmpty)
            throw new InvalidSpecException($"Mean and Std need one number per channel. Received: {Mean.Length} and {Std.Length}.", nameof(Std));
        if (Mean.Any(m => !double.IsFinite(m)))
            throw new InvalidSpecException("Mean must be finite.", nameof(Mean));
        foreach (double deviation in Std)
            Check.Factor(deviation, nameof(Std));
    }

    /// <summary>The normalization of most networks trained on ImageNet, such as torchvision's and timm's EfficientNets.</summary>
    public static Preprocessing ImageNet { get; } = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>The normalization of networks that follow Google's Inception: pixels from -1 to 1.</summary>
    public static Preprocessing Inception { get; } = new([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);

    /// <summary>The mean of each channel, of pixels scaled to 0..1.</summary>
    public ImmutableArray<double> Mean { get; }

    /// <summary>The standard deviation of each channel, of pixels scaled to 0..1.</summary>
    public ImmutableArray<double> Std { get; }

    /// <summary>Whether both normalize the same way.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True if they are equal.</returns>
    public bool Equals(Preprocessing? other) =>
        other is not null && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mean.Length, Mean[0], Std[0]);
}
