using System.Buffers.Binary;

namespace DsCnn.Inference;

/// <summary>The size of a JPEG image and its components (T.81, B.2.2).</summary>
internal sealed class JpegFrame
{
    private const int BlockSide = 8;

    /// <summary>A block takes at least one bit, and a progressive file can have eight blocks per byte in each of eight scans.</summary>
    private const long MostBlocksOfByte = 8;

    private JpegFrame(int width, int height, bool isProgressive, JpegComponent[] components)
    {
        (Width, Height, IsProgressive, Components) = (width, height, isProgressive, components);
        MaxAcross = components.Max(c => c.Across);
        MaxDown = components.Max(c => c.Down);
        UnitsAcross = CeilingOf(width, BlockSide * MaxAcross);
        UnitsDown = CeilingOf(height, BlockSide * MaxDown);
        foreach (JpegComponent component in components)
        {
            component.Width = CeilingOf(width * component.Across, MaxAcross);
            component.Height = CeilingOf(height * component.Down, MaxDown);
            component.BlocksAcross = UnitsAcross * component.Across;
            component.BlocksDown = UnitsDown * component.Down;
        }
    }

    /// <summary>The zigzag order of a block's coefficients, from low frequencies to high.</summary>
    internal static ReadOnlySpan<byte> Order =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    internal int Width { get; }

    internal int Height { get; }

    internal bool IsProgressive { get; }

    internal JpegComponent[] Components { get; }

    /// <summary>The largest sampling factors.</summary>
    internal int MaxAcross { get; }

    internal int MaxDown { get; }

    /// <summary>The number of units, each with the corresponding blocks of all components.</summary>
    internal int UnitsAcross { get; }

    internal int UnitsDown { get; }

    internal JpegTransform Transform { get; set; }

    /// <summary>Whether there is some data for every component.</summary>
    internal bool IsComplete => Components.All(component => component.HasAverages);

    /// <param name="content">The segment.</param>
    /// <param name="isProgressive">Whether coefficients are spread over several scans.</param>
    /// <param name="maxPixels">The maximum number of pixels.</param>
    /// <param name="fileLength">The size of the file in bytes, to check the required memory against.</param>
    /// <exception cref="InvalidDataException">The frame is damaged or too large.</exception>
    internal static JpegFrame Read(ReadOnlySpan<byte> content, bool isProgressive, int maxPixels, int fileLength)
    {
        if (content.Length < 6 || content.Length < 6 + (3 * content[5]))
            throw DamagedImage.Header();
        int height = BinaryPrimitives.ReadUInt16BigEndian(content[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(content[3..]);
        var components = new JpegComponent[content[5]];
        if (content[0] != 8 || height == 0 || width == 0 || components.Length is not (1 or 3 or 4))
            throw DamagedImage.Header();
        ImageLimits.RequirePixels(width, height, maxPixels);
        for (int i = 0; i < components.Length; i++)
            components[i] = JpegComponent.Read(content.Slice(6 + (3 * i), 3));
        if (components.Select(c => c.Id).Distinct().Count() < components.Length)
            throw DamagedImage.Header();

        var frame = new JpegFrame(width, height, isProgressive, components);
        long blocks = components.Sum(c => (long)c.BlocksAcross * c.BlocksDown);
        if (components.Any(c => frame.MaxAcross % c.Across != 0 || frame.MaxDown % c.Down != 0) || 64 * blocks > Array.MaxLength)
            throw DamagedImage.Header();
        if (blocks > MostBlocksOfByte * fileLength)
            throw DamagedImage.CutShort();
        foreach (JpegComponent component in components)
            component.Coefficients = new short[64 * component.BlocksAcross * component.BlocksDown];
        return frame;
    }

    internal static int CeilingOf(int number, int divisor) => (number + divisor - 1) / divisor;
}

/// <summary>One color component of a JPEG image.</summary>
internal sealed class JpegComponent
{
    private const int MaxFactor = 4;

    internal required byte Id { get; init; }

    /// <summary>Sampling factors: samples per sample of the component with the fewest.</summary>
    internal required int Across { get; init; }

    internal required int Down { get; init; }

    internal required int QuantizationIndex { get; init; }

    /// <summary>The quantization steps of the coefficients, row by row.</summary>
    internal ushort[]? Quantization { get; set; }

    /// <summary>The number of samples that belong to the image.</summary>
    internal int Width { get; set; }

    internal int Height { get; set; }

    /// <summary>The number of blocks, including the padding of the last unit.</summary>
    internal int BlocksAcross { get; set; }

    internal int BlocksDown { get; set; }

    /// <summary>64 coefficients per block, block after block, each row by row.</summary>
    internal short[] Coefficients { get; set; } = [];

    /// <summary>Whether a scan has provided the averages of the blocks.</summary>
    internal bool HasAverages { get; set; }

    internal static JpegComponent Read(ReadOnlySpan<byte> content)
    {
        int across = content[1] >> 4;
        int down = content[1] & 15;
        return across is >= 1 and <= MaxFactor && down is >= 1 and <= MaxFactor && content[2] <= 3
            ? new JpegComponent { Id = content[0], Across = across, Down = down, QuantizationIndex = content[2] }
            : throw DamagedImage.Header();
    }

    internal Span<short> Block(int row, int column) => Coefficients.AsSpan(64 * ((row * BlocksAcross) + column), 64);
}
