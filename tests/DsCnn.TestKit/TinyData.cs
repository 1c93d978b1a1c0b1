namespace DsCnn.TestKit;

/// <summary>Images that a tiny network learns in seconds: class k is bright in its own quarter, on noise.</summary>
public static class TinyData
{
    public const int Size = 8;

    public static ImageSet Quarters(int images, int seed = 0)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[images * Size * Size];
        byte[] labels = new byte[images];
        random.NextBytes(pixels);
        for (int i = 0; i < images; i++)
        {
            labels[i] = (byte)random.Next(4);
            int top = labels[i] / 2 * Size / 2;
            int left = labels[i] % 2 * Size / 2;
            for (int row = top; row < top + (Size / 2); row++)
            {
                Span<byte> bright = pixels.AsSpan((((i * Size) + row) * Size) + left, Size / 2);
                foreach (ref byte pixel in bright)
                    pixel = (byte)(128 + (pixel / 2));
            }
        }

        return new ImageSet(new InputSpec(1, Size, Size), pixels, labels, ["top left", "top right", "bottom left", "bottom right"]);
    }

    public static ModelBuilder Network() => new ModelBuilder()
        .Name("tiny")
        .Input(channels: 1, height: Size, width: Size)
        .DsBlock(outChannels: 6, conv1Filters: 8, conv1Kernel: 3)
        .DsBlock(outChannels: 8, stride: 2)
        .FullyConnected(4)
        .Softmax();
}
