using System.Numerics;
using System.Runtime.InteropServices;

namespace DsCnn.Training;

/// <summary>Passes on what is written, and computes its CRC-32C (Castagnoli), which detects every changed byte.</summary>
internal sealed class ChecksumStream(Stream target) : Stream
{
    private uint _sum = uint.MaxValue;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    internal uint Checksum => ~_sum;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        target.Write(buffer);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(buffer);
        foreach (ulong word in words)
            _sum = BitOperations.Crc32C(_sum, word);
        foreach (byte rest in buffer[(words.Length * sizeof(ulong))..])
            _sum = BitOperations.Crc32C(_sum, rest);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => target.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
