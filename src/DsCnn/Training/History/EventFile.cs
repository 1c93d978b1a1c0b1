using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace DsCnn.Training;

/// <summary>A file of TensorFlow's <c>Event</c> messages, each in a TFRecord frame.</summary>
/// <remarks>
/// A frame: the length (8 bytes, little-endian), its masked CRC-32C, the message, its masked CRC-32C
/// (TensorFlow's <c>record_writer.h</c>). The fields: <c>tensorflow/core/util/event.proto</c> and <c>framework/summary.proto</c>.
/// </remarks>
internal sealed class EventFile : IDisposable
{
    private const byte WallTime = (1 << 3) | Fixed64;
    private const byte Step = (2 << 3) | Varint;
    private const byte FileVersion = (3 << 3) | Bytes;
    private const byte Summary = (5 << 3) | Bytes;
    private const byte SummaryValue = (1 << 3) | Bytes;
    private const byte ValueTag = (1 << 3) | Bytes;
    private const byte ValueSimple = (2 << 3) | Fixed32;

    private const byte Varint = 0;
    private const byte Fixed64 = 1;
    private const byte Bytes = 2;
    private const byte Fixed32 = 5;

    private const uint MaskDelta = 0xa282ead8;

    private readonly FileStream _stream;
    private readonly TimeProvider _clock;

    internal EventFile(string path, TimeProvider clock)
    {
        _clock = clock;
        _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        using MemoryStream message = Begin();
        Write(message, FileVersion, "brain.Event:2"u8);
        WriteFrame(message);
        Flush();
    }

    public void Dispose() => _stream.Dispose();

    internal void Write(long step, IEnumerable<(string Tag, float Value)> scalars)
    {
        using var summary = new MemoryStream();
        foreach ((string tag, float scalar) in scalars)
        {
            using var value = new MemoryStream();
            Write(value, ValueTag, Encoding.UTF8.GetBytes(tag));
            value.WriteByte(ValueSimple);
            value.Write(LittleEndian(BitConverter.SingleToUInt32Bits(scalar)));
            Write(summary, SummaryValue, value.ToArray());
        }

        using MemoryStream message = Begin();
        message.WriteByte(Step);
        WriteVarint(message, (ulong)step);
        Write(message, Summary, summary.ToArray());
        WriteFrame(message);
    }

    /// <summary>Passes everything written to the system, where TensorBoard sees it.</summary>
    internal void Flush() => _stream.Flush();

    private static void Write(MemoryStream message, byte field, ReadOnlySpan<byte> bytes)
    {
        message.WriteByte(field);
        WriteVarint(message, (ulong)bytes.Length);
        message.Write(bytes);
    }

    private static void WriteVarint(MemoryStream message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            message.WriteByte((byte)(value | 0x80));
        message.WriteByte((byte)value);
    }

    private static byte[] LittleEndian(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] LittleEndian(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        uint crc = ~0u;
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return LittleEndian(BitOperations.RotateRight(~crc, 15) + MaskDelta);
    }

    private MemoryStream Begin()
    {
        var message = new MemoryStream();
        message.WriteByte(WallTime);
        double seconds = _clock.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch).TotalSeconds;
        message.Write(LittleEndian(BitConverter.DoubleToUInt64Bits(seconds)));
        return message;
    }

    /// <summary>Writes with a single call, so that readers see whole frames as far as the system allows.</summary>
    private void WriteFrame(MemoryStream message)
    {
        byte[] body = message.ToArray();
        byte[] length = LittleEndian((ulong)body.Length);
        _stream.Write([.. length, .. MaskedCrc(length), .. body, .. MaskedCrc(body)]);
    }
}
