namespace DsCnn.Data;

/// <summary>The images of another source with different labels, any number for each.</summary>
internal sealed class LabeledImages(IImageSource source, int[][] labels, IReadOnlyList<string> classNames) : IImageSource
{
    public int Count => source.Count;

    public InputSpec Shape => source.Shape;

    public IReadOnlyList<string> ClassNames => classNames;

    public bool IsMultiLabel => true;

    public int GetLabel(int index) => throw MultiLabels.HasNoSingle();

    public void CopyLabels(int index, Span<bool> has) => MultiLabels.Set(labels[index], has);

    public string GetName(int index) => source.GetName(index);

    public void CopyPixels(int index, Span<byte> pixels) => source.CopyPixels(index, pixels);
}
