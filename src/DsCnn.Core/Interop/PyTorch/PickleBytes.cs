using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DsCnn.Interop;

/// <summary>The bytes of a pickle, read from front to back.</summary>
internal sealed class PickleBytes(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Longer than the description of any network and of what training scripts save with it: EfficientNet-B7's takes 0.2 million bytes.</summary>
    internal const int LongestPickle = 32 << 20;

    /// <summary>No name of a tensor is longer, so longer texts need not be kept.</summary>
    private const int LongestText = 1 << 12;

    /// <summary>The number of bytes read so far.</summary>
    internal int Position { get; private set; }

    internal ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > bytes.Length - Position)
            throw Broken(bytes.Length >= LongestPickle ? $"is longer than {LongestPickle} bytes" : "is cut short");
        Position += (int)count;
        return bytes.Span.Slice(Position - (int)count, (int)count);
    }

    internal int Byte() => Take(1)[0];

    internal int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    internal long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>A text, or a placeholder for one that is too long to be a name.</summary>
    internal object Text(long length) => Take(length) is { Length: <= LongestText } text ? Encoding.UTF8.GetString(text) : PickleUnknown.Data;

    internal object Skip(long length)
    {
        Take(length);
        return PickleUnknown.Data;
    }

    /// <summary>An integer in two's complement, or a placeholder for one of more than 64 bits.</summary>
    internal object Long(long length)
    {
        ReadOnlySpan<byte> digits = Take(length);
        if (digits.Length > sizeof(long))
            return PickleUnknown.Data;
        long value = digits.Length > 0 && (sbyte)digits[^1] < 0 ? -1 : 0;
        for (int i = digits.Length - 1; i >= 0; i--)
            value = (value << 8) | digits[i];
        return value;
    }

    internal string Line()
    {
        int length = bytes.Span[Position..].IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = length < 0 ? throw Broken("is cut short") : Take(length);
        Take(1);
        return Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestText)]);
    }

    /// <summary>A number in digits, as in old pickles; "00" and "01" are false and true.</summary>
    internal object NumberLine()
    {
        string line = Line();
        return line is "00" or "01" ? line == "01"
            : long.TryParse(line.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number
            : PickleUnknown.Data;
    }

    internal InvalidDataException Broken(string what) => new($"its pickle {what} (byte {Position}).");
}
