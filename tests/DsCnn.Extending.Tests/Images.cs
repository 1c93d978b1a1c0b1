using DsCnn.Data;

namespace DsCnn.Extending.Tests;

/// <summary>Two classes, bright above and bright below, and a network that learns them.</summary>
internal static class Images
{
    internal const int Side = 6;

    internal static readonly InputSpec Shape = new(2, Side, Side);

    /// <param name="count">How many.</param>
    /// <param name="seed">Decides what they show.</param>
    /// <param name="black">At most so many of 255 levels are added to a black image.</param>
    internal static ImageSet Draw(int count, int seed = 0, int black = 120)
    {
        var random = new Random(seed);
        byte[] pixels = new byte[count * Shape.Shape.Elements];
        byte[] labels = new byte[count];
        for (int i = 0; i < pixels.Length; i++)
        {
            int image = i / Shape.Shape.Elements;
            labels[image] = (byte)(image * 3 / 2 % 2);
            bool isBright = (i / Side % Side < Side / 2) == (labels[image] == 0);
            pixels[i] = (byte)(1 + random.Next(black) + (isBright ? 100 : 0));
        }

        return new ImageSet(Shape, pixels, labels, ["above", "below"]);
    }

    internal static DsCnnModel Network() => new ModelBuilder().Input(Shape.Channels, Side, Side)
        .DsBlock(6, conv1Filters: 8).DsBlock(6, residual: true, configure: block => block with { DropPath = 0.2 }).Dropout(0.2).FullyConnected(2).Softmax().Build(seed: 3);

    internal static float[] Weights(DsCnnModel model) => [.. model.CopyWeights().Values.SelectMany(weight => weight.ToFloats())];
}
