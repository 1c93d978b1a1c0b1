namespace DsCnn.Data;

/// <summary>Blends whole images (MixUp, Zhang et al. 2018).</summary>
/// <remarks><c>x = w * x + (1 - w) * partner</c> with w from Beta(alpha, alpha), one for the whole batch.</remarks>
public sealed record MixUp : BatchMix
{
    /// <summary>The strength, positive: near 0 there is almost no blending, 1 is uniform from one image to the other. Default 0.2.</summary>
    public double Alpha { get; init => field = Check.Positive(value); } = 0.2;

    /// <inheritdoc/>
    public override void Draw(Span<float> own, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        own.Fill((float)BetaDistribution.Draw(Alpha, random));
    }
}
