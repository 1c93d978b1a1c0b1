using DsCnn.Inference;

namespace DsCnn.Tests;

/// <summary>Files of one byte, the brightness of their only pixel. It can be made to wait, and says how many it has begun.</summary>
internal sealed class GrayDecoder : ImageDecoder, IDisposable
{
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private int _begun;

    internal int Begun => Volatile.Read(ref _begun);

    internal void Close() => _open.Reset();

    internal void Open() => _open.Set();

    public void Dispose() => _open.Dispose();

    public override DecodedImage Decode(ReadOnlySpan<byte> file, int maxPixels)
    {
        Interlocked.Increment(ref _begun);
        _open.Wait(TimeSpan.FromMinutes(1));
        return file.Length == 1 ? new DecodedImage(1, 1, PixelFormat.Gray8, file) : throw new InvalidDataException("it has not one byte");
    }
}
