namespace DsCnn.Data;

/// <summary>A random change of a training image that leaves its class as it is.</summary>
public abstract record Augmentation
{
    private protected Augmentation()
    {
    }

    /// <summary>What it does, in a few words.</summary>
    internal virtual string Summary => GetType().Name;

    /// <summary>Changes an image in place.</summary>
    internal abstract void Apply(Span<byte> pixels, InputSpec shape, Random random);
}
