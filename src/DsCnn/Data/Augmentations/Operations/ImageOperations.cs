namespace DsCnn.Data;

/// <summary>The table of operations that the automatic policies share.</summary>
/// <remarks>
/// Kinds and limits are those of RandAugment (Cubuk et al. 2020, after AutoAugment's Table 6) and of TrivialAugment's wide space (Müller and Hutter 2021, Table 1).
/// Shears are about the center, while the papers' code keeps the upper left corner fixed.
/// </remarks>
internal static class ImageOperations
{
    /// <summary>AutoAugment translates its images of 331 pixels by at most 150.</summary>
    private const double TranslatedShare = 150.0 / 331;
    private const double WideTranslation = 32;

    private static readonly ImageOperation[] _all =
    [
        Row(static (_, _, _) => { }, 0, 0),
        Row(AffineWarp.ShearX, 0.3, 0.99, isSigned: true),
        Row(AffineWarp.ShearY, 0.3, 0.99, isSigned: true),
        Row(AffineWarp.TranslateX, 0, WideTranslation, isSigned: true) with { Limit = shape => shape.Width * TranslatedShare },
        Row(AffineWarp.TranslateY, 0, WideTranslation, isSigned: true) with { Limit = shape => shape.Height * TranslatedShare },
        Row((pixels, shape, degrees) => AffineWarp.Rotate(pixels, shape, degrees), 30, 135, isSigned: true),
        Row((pixels, _, amount) => ColorChange.Brightness(pixels, 1 + amount), 0.9, 0.99, isSigned: true),
        Row((pixels, shape, amount) => ColorChange.Contrast(pixels, shape, 1 + amount), 0.9, 0.99, isSigned: true),
        Row((pixels, shape, amount) => Sharpness.Apply(pixels, shape, 1 + amount), 0.9, 0.99, isSigned: true),
        Row((pixels, _, bits) => ToneChange.Posterize(pixels, (int)Math.Round(bits)), 4, 6),
        Row((pixels, _, share) => ToneChange.Solarize(pixels, 256 * (1 - share)), 1, 1),
        Row((pixels, shape, _) => ToneChange.AutoContrast(pixels, shape), 0, 0),
        Row((pixels, shape, _) => ToneChange.Equalize(pixels, shape), 0, 0),

        // The only operation that needs colors; last, so that it can be skipped by counting one less.
        Row((pixels, _, amount) => ColorChange.Saturation(pixels, 1 + amount), 0.9, 0.99, isSigned: true),
    ];

    /// <summary>The operations that make sense for images of a given shape; color operations need three channels.</summary>
    internal static ReadOnlySpan<ImageOperation> For(InputSpec shape) =>
        ColorChange.HasColors(shape) ? _all : _all.AsSpan(0, _all.Length - 1);

    private static ImageOperation Row(ImageOperation.Change apply, double limit, double wideLimit, bool isSigned = false) => new()
    {
        Apply = apply,
        Limit = _ => limit,
        WideLimit = wideLimit,
        IsSigned = isSigned,
    };
}
