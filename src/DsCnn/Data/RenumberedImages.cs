namespace DsCnn.Data;

/// <summary>The images of another source, with classes from a different list, where they have different indices.</summary>
/// <param name="source">The images.</param>
/// <param name="classNames">The list.</param>
/// <param name="numbers">For each of the source's classes, its index in the list.</param>
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
