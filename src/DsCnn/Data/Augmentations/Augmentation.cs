namespace DsCnn.Data;

/// <summary>A random change of a training image that leaves its class as it is. Derive from it for one of your own.</summary>
/// <remarks>A record's public properties tell one augmentation from another when a run is resumed, together with its type and its <see cref="Description"/>; what it keeps elsewhere is not seen.</remarks>
/// <example><code>
/// sealed record Darken : Augmentation
/// {
///     public override void Apply(Span&lt;byte&gt; pixels, InputSpec shape, Random random)
///     {
///         double light = double.Lerp(0.5, 1, random.NextDouble());
///         foreach (ref byte pixel in pixels)
///             pixel = (byte)(pixel * light);
///     }
/// }
/// </code></example>
public abstract record Augmentation
{
    /// <summary>What it does, in a few words, for summaries; a run that is resumed must have the same. Default: the name of its type.</summary>
    public virtual string Description => GetType().Name;

    /// <summary>Changes an image in place.</summary>
    /// <remarks>Called from several threads, each time for another image: keep nothing from one call to the next.</remarks>
    /// <param name="pixels">C x H x W bytes, channel by channel, row by row: 0 is black and 255 white.</param>
    /// <param name="shape">The size of the image.</param>
    /// <param name="random">
    /// Where all random numbers must come from. Its numbers belong to the seed, the epoch and the image's position in it, so that a run that is resumed changes images as one that was not interrupted.
    /// </param>
    public abstract void Apply(Span<byte> pixels, InputSpec shape, Random random);
}
