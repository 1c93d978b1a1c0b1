namespace DsCnn.Inference;

/// <summary>Converts images to a network's input: decoded, scaled, cropped and normalized as in training.</summary>
internal sealed class ImageInput
{
    private readonly InputSpec _input;
    private readonly PixelWriter _writer;
    private readonly int _maxPixels;
    private readonly Lazy<ImageDecoder> _decoder;

    /// <exception cref="ArgumentException">The normalization has a different number of channels.</exception>
    internal ImageInput(InputSpec input, Preprocessing? preprocessing, ImageDecoder? decoder, int maxPixels)
    {
        _input = input;
        _writer = new PixelWriter(new ImageLayout { Shape = input, ChannelsInnermost = false }, preprocessing);
        _maxPixels = maxPixels;
        _decoder = new Lazy<ImageDecoder>(() => decoder ?? Decoders.Find());
    }

    /// <summary>The number of elements of an image.</summary>
    internal int Length => _writer.Layout.Length;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidImageException">It is not an image; the message names it and says why.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist; the message names it.</exception>
    internal void Read(string path, Span<float> numbers)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ImageDecoder decoder = RequireDecoder();
        try
        {
            Write(decoder.Decode(ImageLimits.ReadAll(path), _maxPixels).Planar, numbers);
        }
        catch (InvalidDataException unreadable)
        {
            throw Unreadable(path, unreadable);
        }
        catch (FileNotFoundException missing)
        {
            throw new FileNotFoundException(ErrorText.OneLine($"{path} cannot be read: {missing.Message}."), path, missing);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="name">The name of the image, for messages.</param>
    /// <param name="numbers">C x H x W.</param>
    /// <exception cref="InvalidImageException">It is not an image; the message says why.</exception>
    internal void Read(ReadOnlySpan<byte> file, string name, Span<float> numbers)
    {
        ImageDecoder decoder = RequireDecoder();
        try
        {
            ImageLimits.RequireLength(file.Length);
            Write(decoder.Decode(file, _maxPixels).Planar, numbers);
        }
        catch (InvalidDataException unreadable)
        {
            throw Unreadable(name, unreadable);
        }
    }

    /// <summary>Reads pixels of any size.</summary>
    /// <exception cref="ArgumentException">The number of bytes does not match the size.</exception>
    internal void Read(ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, Span<float> numbers)
    {
        RequireGrayOrColor();
        Write(PixelUnpacker.Unpack(pixels, width, height, format, _maxPixels), numbers);
    }

    /// <summary>Normalizes pixels that already have the network's size and order.</summary>
    internal void Normalize(ReadOnlySpan<byte> pixels, Span<float> numbers) => _writer.Write(pixels, numbers);

    /// <summary>The exception for an image that cannot be decoded.</summary>
    internal static InvalidImageException Unreadable(string name, InvalidDataException reason) =>
        new(ErrorText.OneLine($"{name} cannot be decoded: {reason.Message}."), reason);

    private ImageDecoder RequireDecoder()
    {
        RequireGrayOrColor();
        ImageDecoder decoder = _decoder.Value;
        decoder.EnsureLoaded();
        return decoder;
    }

    private void RequireGrayOrColor()
    {
        if (_input.Channels is not (1 or 3))
        {
            throw new NotSupportedException(
                $"Images have 1 or 3 channels, and the network takes {_input.Channels}. Use Preprocess and Run, which take C x H x W.");
        }
    }

    private void Write(PlanarImage image, Span<float> numbers)
    {
        PlanarImage fitted = image.To(_input.Channels, _input.Height, _input.Width);
        if (fitted.Channels == _input.Channels)
        {
            Normalize(fitted.Pixels, numbers);
            return;
        }

        byte[] pixels = new byte[Length];
        PlanarImage.Spread(fitted.Pixels, pixels);
        Normalize(pixels, numbers);
    }
}
