namespace DsCnn.Inspection;

/// <summary>Images as training would see them: of one size, with the maximum number of channels among them. They are read each time.</summary>
internal sealed class TrainingView(InspectedSet set, InspectedImage[] images, InputSpec shape) : IImageSource
{
    public int Count => images.Length;

    public InputSpec Shape => shape;

    public IReadOnlyList<string> ClassNames => set.ClassNames;

    public bool IsMultiLabel { get; } = images.Any(image => image.Labels.Count != 1);

    public int GetLabel(int index) => set.ClassNames.IndexOf(images[index].Labels[0]);

    public void CopyLabels(int index, Span<bool> has)
    {
        has.Clear();
        foreach (string label in images[index].Labels)
            has[set.ClassNames.IndexOf(label)] = true;
    }

    public string GetName(int index) => images[index].Name;

    public void CopyPixels(int index, Span<byte> pixels) =>
        PlanarImage.Spread(set.Read(images[index].Index).To(shape.Channels, shape.Height, shape.Width).Pixels, pixels[..shape.Shape.Elements]);
}
