using System.Globalization;

namespace DsCnn;

/// <summary>The shape of one image's activations, without the batch: a map C x H x W, or a vector of C numbers.</summary>
public readonly record struct TensorShape
{
    private TensorShape(int channels, int height, int width, bool isVector)
    {
        Channels = channels;
        Height = height;
        Width = width;
        IsVector = isVector;
    }

    /// <summary>Channels of a map, or the length of a vector.</summary>
    public int Channels { get; }

    /// <summary>Rows of a map; 1 for a vector.</summary>
    public int Height { get; }

    /// <summary>Columns of a map; 1 for a vector.</summary>
    public int Width { get; }

    /// <summary>Whether this is a vector, such as the output of a fully connected layer: N x C rather than N x C x H x W.</summary>
    public bool IsVector { get; }

    /// <summary>The number of elements, C * H * W, in the type that arrays and spans use.</summary>
    /// <exception cref="OverflowException">There are more elements than an array can hold.</exception>
    public int Elements => checked((int)LongElements);

    /// <summary>The number of elements, C * H * W, for costs that are computed before anything has to fit into memory.</summary>
    internal long LongElements => (long)Channels * Height * Width;

    /// <summary>[C, H, W] for a map, [C] for a vector.</summary>
    public IReadOnlyList<int> Dimensions => IsVector ? [Channels] : [Channels, Height, Width];

    /// <summary>A map of shape C x H x W.</summary>
    /// <param name="channels">Channels, C.</param>
    /// <param name="height">Rows, H.</param>
    /// <param name="width">Columns, W.</param>
    /// <returns>The shape.</returns>
    public static TensorShape Map(int channels, int height, int width) => new(channels, height, width, isVector: false);

    /// <summary>A vector.</summary>
    /// <param name="length">The number of elements.</param>
    /// <returns>The shape.</returns>
    public static TensorShape Vector(int length) => new(length, 1, 1, isVector: true);

    /// <summary>"24 x 14 x 14" for a map, "10" for a vector.</summary>
    /// <returns>The text.</returns>
    public override string ToString() =>
        string.Join(" x ", Dimensions.Select(d => d.ToString(CultureInfo.InvariantCulture)));
}
