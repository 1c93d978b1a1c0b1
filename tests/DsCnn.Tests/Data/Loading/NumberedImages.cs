namespace DsCnn.Tests;

/// <summary>Images whose every byte tells which one it is and where: image i has the value i + 100 * channel at every pixel but the first, which is 0.</summary>
internal sealed class NumberedImages(int count, int channels = 1, Action<int>? onRead = null) : IImageSource
{
    public int Count => count;

    public InputSpec Shape { get; } = new(channels, 3, 2);

    public IReadOnlyList<string> ClassNames { get; } = [.. Enumerable.Range(0, count).Select(i => $"{i}")];

    public int GetLabel(int index) => index;

    public void CopyPixels(int index, Span<byte> pixels)
    {
        onRead?.Invoke(index);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = i % 6 == 0 ? (byte)0 : (byte)(index + (100 * (i / 6)));
    }
}
