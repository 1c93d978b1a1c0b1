namespace DsCnn.Data;

/// <summary>The images of another source in a different size, or with a different number of channels.</summary>
internal sealed class ReshapedImages(IImageSource source, InputSpec shape) : IImageSource
{
    public int Count => source.Count;

    public InputSpec Shape => shape;

    public IReadOnlyList<string> ClassNames => source.ClassNames;

    public bool IsMultiLabel => source.IsMultiLabel;

    public int GetLabel(int index) => source.GetLabel(index);

    public void CopyLabels(int index, Span<bool> has) => source.CopyLabels(index, has);

    public string GetName(int index) => source.GetName(index);

    public void CopyPixels(int index, Span<byte> pixels)
    {
        InputSpec from = source.Shape;
        byte[] original = new byte[from.Shape.Elements];
        source.CopyPixels(index, original);
        PlanarImage image = new PlanarImage(from.Channels, from.Height, from.Width, original).To(shape.Channels, shape.Height, shape.Width);
        PlanarImage.Spread(image.Pixels, pixels[..shape.Shape.Elements]);
    }
}
