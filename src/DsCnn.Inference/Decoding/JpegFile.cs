using System.Buffers.Binary;

namespace DsCnn.Inference;

/// <summary>The segments of a JPEG file (ITU-T T.81, annex B): tables, the frame, and the scans with its coefficients.</summary>
internal ref struct JpegFile
{
    private const byte StartOfScan = 0xda;
    private const byte EndOfImage = 0xd9;

    /// <summary>The most scans that a progressive file can need; many more would only keep a decoder busy.</summary>
    private const int MaxScans = 256;

    private readonly ReadOnlySpan<byte> _file;
    private readonly int _maxPixels;
    private readonly ushort[]?[] _quantization = new ushort[4][];
    private readonly JpegHuffman?[] _dc = new JpegHuffman[4];
    private readonly JpegHuffman?[] _ac = new JpegHuffman[4];
    private int _at = 2;
    private int _restartInterval;
    private bool _hasJfif;
    private int? _adobeTransform;
    private JpegFrame? _frame;

    private JpegFile(ReadOnlySpan<byte> file, int maxPixels)
    {
        _file = file;
        _maxPixels = maxPixels;
    }

    /// <exception cref="InvalidDataException">The file is damaged, truncated, too large or of an unsupported kind.</exception>
    internal static RgbaImage Decode(ReadOnlySpan<byte> file, int maxPixels)
    {
        JpegFrame frame = new JpegFile(file, maxPixels).ReadScans();
        return JpegColors.ToRgba(frame);
    }

    private JpegFrame ReadScans()
    {
        int scans = 0;
        while (NextMarker() is { } marker and not EndOfImage)
        {
            ReadOnlySpan<byte> content = Content();
            if (marker == StartOfScan)
            {
                if (++scans > MaxScans)
                    throw DamagedImage.Content();
                ReadScan(content);
                // In a baseline file with all components in one scan, nothing after it matters.
                if (!_frame!.IsProgressive && _frame.IsComplete)
                    break;
            }
            else
                Take(marker, content);
        }

        if (_frame is null)
            throw DamagedImage.Header();
        if (!_frame.IsComplete || (_frame.IsProgressive && _at > _file.Length))
            throw DamagedImage.CutShort();
        _frame.Transform = TransformOf(_frame);
        return _frame;
    }

    /// <summary>Finds the next marker, skipping other bytes; null at the end of the file.</summary>
    private byte? NextMarker()
    {
        while (_at + 1 < _file.Length)
        {
            if (_file[_at] == 0xff && _file[_at + 1] is not (0 or 0xff or (>= 0xd0 and <= 0xd8) or 1))
            {
                _at += 2;
                return _file[_at - 1];
            }

            _at++;
        }

        _at = _file.Length + 1;
        return null;
    }

    private ReadOnlySpan<byte> Content()
    {
        if (_at + 2 > _file.Length)
            throw CutOff();
        int length = BinaryPrimitives.ReadUInt16BigEndian(_file[_at..]);
        if (length < 2 || _at + length > _file.Length)
            throw CutOff();
        ReadOnlySpan<byte> content = _file[(_at + 2)..(_at + length)];
        _at += length;
        return content;
    }

    private readonly InvalidDataException CutOff() => _frame is null ? DamagedImage.Header() : DamagedImage.CutShort();

    private void Take(byte marker, ReadOnlySpan<byte> content)
    {
        switch (marker)
        {
            case 0xc0 or 0xc1 or 0xc2:
                _frame = _frame is null ? JpegFrame.Read(content, marker == 0xc2, _maxPixels, _file.Length) : throw DamagedImage.Content();
                break;
            case 0xc9 or 0xca:
                throw new InvalidDataException("it is a JPEG in arithmetic coding, which only the package DsCnn.Imaging reads; reference it, or convert the image to PNG or JPEG");
            case 0xc4:
                TakeHuffman(content);
                break;
            case 0xdb:
                TakeQuantization(content);
                break;
            case 0xdd:
                _restartInterval = content.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(content) : throw DamagedImage.Content();
                break;
            case 0xe0:
                _hasJfif |= content.StartsWith("JFIF\0"u8);
                break;
            case 0xee:
                if (content.Length >= 12 && content.StartsWith("Adobe"u8))
                    _adobeTransform = content[11];
                break;
        }
    }

    private readonly void TakeHuffman(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            if (content[0] >> 4 > 1 || (content[0] & 15) > 3)
                throw DamagedImage.Content();
            bool isDc = content[0] >> 4 == 0;
            var table = JpegHuffman.Read(content[1..], isDc, out int bytes);
            (isDc ? _dc : _ac)[content[0] & 15] = table;
            content = content[(1 + bytes)..];
        }
    }

    private readonly void TakeQuantization(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            int bytes = (content[0] >> 4) switch { 0 => 1, 1 => 2, _ => throw DamagedImage.Content() };
            if ((content[0] & 15) > 3 || content.Length < 1 + (64 * bytes))
                throw DamagedImage.Content();
            ushort[] table = new ushort[64];
            for (int i = 0; i < 64; i++)
                table[JpegFrame.Order[i]] = bytes == 1 ? content[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(content[(1 + (2 * i))..]);
            _quantization[content[0] & 15] = table;
            content = content[(1 + (64 * bytes))..];
        }
    }

    private void ReadScan(ReadOnlySpan<byte> content)
    {
        if (_frame is null)
            throw DamagedImage.Header();
        var header = JpegScanHeader.Read(content, _frame);
        foreach (JpegComponent component in header.Components)
        {
            // The tables at the first use of a component; later tables may reuse their slots.
            component.Quantization ??= _quantization[component.QuantizationIndex] ?? throw DamagedImage.Content();
        }

        var scan = new JpegScan(_frame, header, _dc, _ac, _restartInterval);
        var bits = new JpegBits(_file, _at);
        scan.Read(ref bits);
        _at = bits.At;
    }

    /// <summary>The meaning of the components, determined as in libjpeg.</summary>
    private readonly JpegTransform TransformOf(JpegFrame frame) => frame.Components.Length switch
    {
        1 => JpegTransform.Gray,
        3 when _hasJfif => JpegTransform.YCbCr,
        3 when _adobeTransform is { } adobe => adobe == 0 ? JpegTransform.Rgb : JpegTransform.YCbCr,
        3 => frame.Components.Select(c => (int)c.Id).SequenceEqual([(int)'R', 'G', 'B']) ? JpegTransform.Rgb : JpegTransform.YCbCr,
        _ => _adobeTransform is null or 0 ? JpegTransform.Cmyk : JpegTransform.Ycck,
    };
}

/// <summary>The meaning of a pixel's components.</summary>
internal enum JpegTransform
{
    Gray,
    YCbCr,
    Rgb,
    Cmyk,
    Ycck,
}
