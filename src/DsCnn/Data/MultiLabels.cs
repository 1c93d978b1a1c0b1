namespace DsCnn.Data;

/// <summary>What sources of images with any number of labels have in common.</summary>
internal static class MultiLabels
{
    internal static NotSupportedException HasNoSingle() =>
        new("An image of this source may have any number of labels. Use IImageSource.CopyLabels to get them; GetLabel is for images with one class each.");

    /// <summary>Sets the labels of an image.</summary>
    internal static void Set(ReadOnlySpan<int> labels, Span<bool> has)
    {
        has.Clear();
        foreach (int label in labels)
            has[label] = true;
    }

    /// <summary>Reads all labels of a source, image by image.</summary>
    /// <param name="source">The images.</param>
    /// <param name="outputs">The number of labels to return per image, at least as many as the source has; the additional ones are false for all images.</param>
    /// <returns>Images x labels.</returns>
    internal static bool[] ReadAll(IImageSource source, int outputs)
    {
        bool[] all = new bool[checked(source.Count * outputs)];
        for (int image = 0; image < source.Count; image++)
            source.CopyLabels(image, all.AsSpan(image * outputs, source.ClassNames.Count));
        return all;
    }
}
