using System.Text;

namespace DsCnn.Inference;

/// <summary>Iterates over the fields of a protocol buffers message in a stream, which may also be something else or truncated.</summary>
/// <param name="file">The stream, at the beginning of the message.</param>
/// <param name="end">The end of the message.</param>
internal sealed class OnnxFields(Stream file, long end)
{
    /// <summary>Names in real files are far shorter.</summary>
    private const int LongestName = 1 << 12;

    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    private long _next = file.Position;

    /// <summary>The number of the current field; 0 if it is invalid.</summary>
    internal int Number { get; private set; }

    /// <summary>The length of its content in bytes; 0 for a number.</summary>
    internal long Length { get; private set; }

    /// <summary>The end of its content.</summary>
    internal long End => _next;

    /// <summary>Whether the message ends within a field.</summary>
    internal bool IsCutShort { get; private set; }

    /// <summary>Moves to the next field, however much of the current one was read.</summary>
    /// <returns>Whether there is one; if not because of an error, <see cref="Number"/> is 0 or <see cref="IsCutShort"/> is true.</returns>
    internal bool Next()
    {
        file.Position = _next;
        if (_next >= end)
            return false;
        if (ReadNumber() is not { } tag)
            return CutShort();
        Number = tag >> 3 is 0 or > int.MaxValue || (tag & 7) is not (Varint or Fixed64 or Bytes or Fixed32) ? 0 : (int)(tag >> 3);
        if (Number == 0)
            return false;
        ulong? length = (tag & 7) switch
        {
            Varint => ReadNumber() is null ? null : 0,
            Fixed64 => 8,
            Bytes => ReadNumber(),
            _ => 4,
        };
        if (length is not { } bytes || bytes > (ulong)(end - file.Position))
            return CutShort();
        (Length, _next) = ((long)bytes, file.Position + (long)bytes);
        return true;
    }

    /// <summary>The message within the current field.</summary>
    internal OnnxFields Inner() => new(file, End);

    /// <summary>The text within the field, or null if it is longer than expected.</summary>
    internal string? Text(int longest = LongestName)
    {
        if (Length > longest)
            return null;
        byte[] text = new byte[Length];
        file.ReadExactly(text);
        return Encoding.UTF8.GetString(text);
    }

    private bool CutShort()
    {
        IsCutShort = true;
        return false;
    }

    /// <summary>Reads a variable-length number; returns null if the message ends or the number does not.</summary>
    private ulong? ReadNumber()
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = file.Position < end ? file.ReadByte() : -1;
            if (next < 0)
                return null;
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return number;
        }

        return null;
    }
}
