namespace DsCnn.Data;

/// <summary>What sources of images with any number of labels have in common.</summary>
internal static class MultiLabels
{
    internal static NotSupportedException HasNoSingle() =>
        new("An image of this source may have any number of labels. IImageSource.CopyLabels gives them; GetLabel is for images of one class each.");

    /// <summary>Sets what an image has.</summary>
    internal static void Set(ReadOnlySpan<int> labels, Span<bool> has)
    {
        has.Clear();
        foreach (int label in labels)
            has[label] = true;
    }

    /// <summary>Reads all labels of a source, image by image.</summary>
    /// <param name="source">The images.</param>
    /// <param name="outputs">How many labels there are to be for each, at least as many as the source has; the others no image has.</param>
    /// <returns>Images x labels.</returns>
    internal static bool[] ReadAll(IImageSource source, int outputs)
    {
        bool[] all = new bool[checked(source.Count * outputs)];
        for (int image = 0; image < source.Count; image++)
            source.CopyLabels(image, all.AsSpan(image * outputs, source.ClassNames.Count));
        return all;
    }
}
