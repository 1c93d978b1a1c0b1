using System.Collections.Immutable;

namespace DsCnn.Cost;

/// <summary>The cost of VGG16, the patent's yardstick, for the same task: the same number of classes and images of the same size.</summary>
/// <remarks>
/// VGG16 halves an image five times, so the smallest image it takes is 32 x 32. Its first fully connected layer reads the remaining map, up to the 7 x 7 of the original 224 x 224; larger maps are
/// averaged down to that size, as in torchvision's VGG16. A network that ends in a map is compared with VGG16's convolutions.
/// </remarks>
internal sealed record Yardstick(long Parameters, long Macs, TensorShape Input, int? Classes)
{
    private const int SmallestSide = 32;
    private const int OwnSide = 224;

    internal static Yardstick For(ModelSpec spec)
    {
        InputSpec image = spec.Input;
        InputSpec input = new(image.Channels, Math.Max(SmallestSide, image.Height), Math.Max(SmallestSide, image.Width));
        InputSpec read = new(input.Channels, Math.Min(OwnSide, input.Height), Math.Min(OwnSide, input.Width));
        int? classes = spec.Output.IsVector ? spec.Output.Channels : null;
        ModelSpec whole = Presets.Vgg16(classes ?? 1, read);
        int convolutions = whole.Layers.Index().First(layer => layer.Item is FullyConnectedSpec).Index;
        ImmutableArray<LayerCost> features = new ModelSpec(input, whole.Layers.Take(convolutions)).Cost.Layers;
        ImmutableArray<LayerCost> classifier = classes is null ? [] : [.. whole.Cost.Layers.Skip(convolutions)];
        IEnumerable<LayerCost> layers = features.Concat(classifier);
        return new Yardstick(layers.Sum(layer => layer.Parameters), layers.Sum(layer => layer.Macs), input.Shape, classes);
    }
}
