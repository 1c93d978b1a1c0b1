using System.Buffers.Binary;

namespace DsCnn.Pixels;

/// <summary>The segments of a JPEG file before its pixels, in order (ITU-T T.81, annex B).</summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> file)
{
    private const byte StartOfImage = 0xd8;
    private const byte StartOfScan = 0xda;
    private const byte EndOfImage = 0xd9;

    private ReadOnlySpan<byte> _rest = IsJpeg(file) ? file[2..] : default;

    internal byte Marker { get; private set; }

    internal ReadOnlySpan<byte> Content { get; private set; }

    internal static bool IsJpeg(ReadOnlySpan<byte> file) => file is [0xff, StartOfImage, ..];

    /// <summary>Whether the marker begins a frame, which says how the pixels are coded: 0xc0 to 0xcf without Huffman tables, extensions and arithmetic tables.</summary>
    internal readonly bool IsFrame => Marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc);

    /// <summary>Moves to the next segment; returns false where the pixels begin or the file is truncated.</summary>
    internal bool MoveNext()
    {
        while (true)
        {
            // Decoders skip bytes between segments, and any number of 0xff may precede a marker.
            int start = _rest.IndexOf((byte)0xff);
            int marker = start < 0 ? -1 : _rest[start..].IndexOfAnyExcept((byte)0xff);
            if (marker < 0)
                return false;
            Marker = _rest[start + marker];
            _rest = _rest[(start + marker + 1)..];
            if (Marker is StartOfScan or EndOfImage)
                return false;
            // Stuffing, and markers without content.
            if (Marker is 0 or 1 or (>= 0xd0 and <= StartOfImage))
                continue;
            if (_rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(_rest) is var length && (length < 2 || length > _rest.Length))
                return false;
            Content = _rest[2..length];
            _rest = _rest[length..];
            return true;
        }
    }
}
