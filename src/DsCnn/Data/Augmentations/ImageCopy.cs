using System.Buffers;

namespace DsCnn.Data;

/// <summary>A copy of an image to read from while the image itself is written, in reused memory.</summary>
internal readonly ref struct ImageCopy : IDisposable
{
    private readonly byte[] _rented;
    private readonly int _length;

    internal ImageCopy(ReadOnlySpan<byte> pixels)
    {
        _length = pixels.Length;
        _rented = ArrayPool<byte>.Shared.Rent(_length);
        pixels.CopyTo(_rented);
    }

    internal ReadOnlySpan<byte> Pixels => _rented.AsSpan(0, _length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);
}
