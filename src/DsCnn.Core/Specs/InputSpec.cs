namespace DsCnn;

/// <summary>The input images of a model: N x C x H x W.</summary>
public sealed record InputSpec
{
    /// <summary>Describes the input images of a model.</summary>
    /// <param name="channels">1 for grayscale images, 3 for color.</param>
    /// <param name="height">Rows, in pixels.</param>
    /// <param name="width">Columns, in pixels.</param>
    /// <exception cref="InvalidSpecException">A size is not positive.</exception>
    public InputSpec(int channels, int height, int width)
    {
        Channels = channels;
        Height = height;
        Width = width;
    }

    /// <summary>Channels: 1 for grayscale images, 3 for color.</summary>
    public int Channels { get; init => field = Check.Extent(value); }

    /// <summary>Rows, in pixels.</summary>
    public int Height { get; init => field = Check.Extent(value); }

    /// <summary>Columns, in pixels.</summary>
    public int Width { get; init => field = Check.Extent(value); }

    /// <summary>The shape of one image, C x H x W.</summary>
    public TensorShape Shape => TensorShape.Map(Channels, Height, Width);
}
