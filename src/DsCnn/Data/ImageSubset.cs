namespace DsCnn.Data;

/// <summary>Some images of another source.</summary>
internal sealed class ImageSubset(IImageSource source, int[] indices) : IImageSource
{
    public int Count => indices.Length;

    public InputSpec Shape => source.Shape;

    public IReadOnlyList<string> ClassNames => source.ClassNames;

    public bool IsMultiLabel => source.IsMultiLabel;

    public int GetLabel(int index) => source.GetLabel(indices[index]);

    public void CopyLabels(int index, Span<bool> has) => source.CopyLabels(indices[index], has);

    public string GetName(int index) => source.GetName(indices[index]);

    public void CopyPixels(int index, Span<byte> pixels) => source.CopyPixels(indices[index], pixels);
}
