namespace DsCnn.Data;

/// <summary>One of the operations that <see cref="RandAugment"/> and <see cref="TrivialAugment"/> draw from.</summary>
internal sealed record ImageOperation
{
    /// <summary>Changes an image by an amount in the operation's own unit; 0 changes nothing.</summary>
    internal delegate void Change(Span<byte> pixels, InputSpec shape, double amount);

    internal required Change Apply { get; init; }

    /// <summary>The largest amount of RandAugment.</summary>
    internal required Func<InputSpec, double> Limit { get; init; }

    /// <summary>The largest amount of TrivialAugment's wide space.</summary>
    internal required double WideLimit { get; init; }

    /// <summary>Whether the amount is negative half of the time.</summary>
    internal required bool IsSigned { get; init; }

    internal void ApplyAt(double limit, double strength, Span<byte> pixels, InputSpec shape, Random random)
    {
        double sign = IsSigned && random.Next(2) == 0 ? -1 : 1;
        Apply(pixels, shape, sign * strength * limit);
    }
}
