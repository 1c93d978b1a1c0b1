namespace DsCnn.Data;

/// <summary>The images of another source, whose classes stand in another list and at other places in it.</summary>
/// <param name="source">The images.</param>
/// <param name="classNames">The other list.</param>
/// <param name="numbers">For each of the source's classes its place in that list.</param>
internal sealed class RenumberedImages(IImageSource source, IReadOnlyList<string> classNames, int[] numbers) : IImageSource
{
    public int Count => source.Count;

    public InputSpec Shape => source.Shape;

    public IReadOnlyList<string> ClassNames => classNames;

    public bool IsMultiLabel => source.IsMultiLabel;

    public int GetLabel(int index) => numbers[source.ReadLabel(index)];

    public void CopyLabels(int index, Span<bool> has)
    {
        bool[] own = new bool[numbers.Length];
        source.CopyLabels(index, own);
        has.Clear();
        for (int i = 0; i < own.Length; i++)
            has[numbers[i]] |= own[i];
    }

    public void CopyPixels(int index, Span<byte> pixels) => source.CopyPixels(index, pixels);
}
