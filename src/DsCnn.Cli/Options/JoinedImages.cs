namespace DsCnn.Cli;

/// <summary>Several splits of a data set, one after the other.</summary>
internal sealed class JoinedImages(IImageSource[] parts) : IImageSource
{
    public int Count { get; } = parts.Sum(part => part.Count);

    public InputSpec Shape => parts[0].Shape;

    public IReadOnlyList<string> ClassNames => parts[0].ClassNames;

    public bool IsMultiLabel => parts[0].IsMultiLabel;

    public int GetLabel(int index)
    {
        (IImageSource part, int position) = Find(index);
        return part.GetLabel(position);
    }

    public void CopyLabels(int index, Span<bool> has)
    {
        (IImageSource part, int position) = Find(index);
        part.CopyLabels(position, has);
    }

    public string GetName(int index)
    {
        (IImageSource part, int position) = Find(index);
        return part.GetName(position);
    }

    public void CopyPixels(int index, Span<byte> pixels)
    {
        (IImageSource part, int position) = Find(index);
        part.CopyPixels(position, pixels);
    }

    private (IImageSource Part, int Position) Find(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        foreach (IImageSource part in parts)
        {
            if (index < part.Count)
                return (part, index);
            index -= part.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(index), $"There are {Count} images.");
    }
}
