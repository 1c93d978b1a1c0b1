namespace DsCnn.TestKit;

/// <summary>Images that a tiny network learns in seconds: class k is bright in its own quarter, on noise.</summary>
public static class TinyData
{
    public const int Size = 8;

    private const int Classes = 4;

    private static readonly InputSpec _shape = new(1, Size, Size);
    private static readonly string[] _names = ["top left", "top right", "bottom left", "bottom right"];

    public static ImageSet Quarters(int images, int seed = 0)
    {
        var random = new Random(seed);
        byte[] pixels = Noise(images, random);
        byte[] labels = new byte[images];
        for (int i = 0; i < images; i++)
        {
            labels[i] = (byte)random.Next(Classes);
            Brighten(pixels, i, labels[i]);
        }

        return new ImageSet(_shape, pixels, labels, _names);
    }

    /// <summary>Any number of quarters is bright, each in about so many of the images.</summary>
    public static IImageSource ManyQuarters(int images, int seed = 0, double share = 0.4)
    {
        var random = new Random(seed);
        byte[] pixels = Noise(images, random);
        int[][] labels = [.. Enumerable.Range(0, images).Select(_ => Enumerable.Range(0, Classes).Where(_ => random.NextDouble() < share).ToArray())];
        foreach ((int i, int[] quarters) in labels.Index())
        {
            foreach (int quarter in quarters)
                Brighten(pixels, i, quarter);
        }

        return new ImageSet(_shape, pixels, new byte[images], _names).WithLabels(labels, _names);
    }

    public static ModelBuilder Network() => Body().Softmax();

    /// <summary>The network for <see cref="ManyQuarters"/>.</summary>
    public static ModelBuilder SigmoidNetwork() => Body().Sigmoid();

    private static ModelBuilder Body() => new ModelBuilder()
        .Name("tiny")
        .Input(channels: 1, height: Size, width: Size)
        .DsBlock(outChannels: 6, conv1Filters: 8, conv1Kernel: 3)
        .DsBlock(outChannels: 8, stride: 2)
        .FullyConnected(Classes);

    private static byte[] Noise(int images, Random random)
    {
        byte[] pixels = new byte[images * Size * Size];
        random.NextBytes(pixels);
        return pixels;
    }

    private static void Brighten(byte[] pixels, int image, int quarter)
    {
        int top = quarter / 2 * Size / 2;
        int left = quarter % 2 * Size / 2;
        for (int row = top; row < top + (Size / 2); row++)
        {
            Span<byte> bright = pixels.AsSpan((((image * Size) + row) * Size) + left, Size / 2);
            foreach (ref byte pixel in bright)
                pixel = (byte)(128 + (pixel / 2));
        }
    }
}
