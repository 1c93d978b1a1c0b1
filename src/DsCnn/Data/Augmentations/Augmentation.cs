namespace DsCnn.Data;

/// <summary>A random change of a training image that does not change its class. Derive from it to write your own.</summary>
/// <remarks>When a run is resumed, augmentations are compared by type, public properties and <see cref="Description"/>; other state is not considered.</remarks>
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
    /// <summary>A short description for summaries, which must be the same when a run is resumed. Default: the name of the type.</summary>
    public virtual string Description => GetType().Name;

    /// <summary>Changes an image in place.</summary>
    /// <remarks>Called from several threads, each time for a different image: keep no state between calls.</remarks>
    /// <param name="pixels">C x H x W bytes, channel by channel, row by row: 0 is black and 255 white.</param>
    /// <param name="shape">The size of the image.</param>
    /// <param name="random">
    /// The only source of random numbers to use. Its numbers depend on the seed, the epoch and the image's position in the epoch, so a resumed run changes images in the same way as an uninterrupted one.
    /// </param>
    public abstract void Apply(Span<byte> pixels, InputSpec shape, Random random);
}
