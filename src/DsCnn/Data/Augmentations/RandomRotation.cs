using System.Globalization;

namespace DsCnn.Data;

/// <summary>Rotates an image about its center by a random angle, with bilinear interpolation.</summary>
public sealed record RandomRotation : Augmentation
{
    private const double HalfTurn = 180;

    /// <summary>The largest angle in either direction, in degrees, from 0 to 180. Default 15.</summary>
    public double Degrees { get; init => field = Check.Between(value, 0, HalfTurn); } = 15;

    /// <summary>The value outside the image, in every channel, from 0 (black) to 255. Default 0.</summary>
    public byte Fill { get; init; }

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"turn by up to {Degrees:G3} degrees");

    /// <inheritdoc/>
    public override void Apply(Span<byte> pixels, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        double degrees = double.Lerp(-Degrees, Degrees, random.NextDouble());
        if (degrees != 0)
            AffineWarp.Rotate(pixels, shape, degrees, Fill);
    }
}
