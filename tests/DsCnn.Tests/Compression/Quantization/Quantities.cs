using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>Networks and images for the tests of quantization.</summary>
internal static class Quantities
{
    internal static ImageSet Images { get; } = TinyData.Quarters(64);

    /// <summary>A network with random weights, in evaluation mode, that normalizes the images.</summary>
    internal static DsCnnModel Network(params LayerSpec[] layers)
    {
        var model = new DsCnnModel(new ModelSpec(Images.Shape, [.. layers, new FullyConnectedSpec { Units = 4 }, new SoftmaxSpec()]) { Name = "net" }, seed: 3)
        {
            Preprocessing = Images.MeasurePreprocessing(),
        };
        model.eval();
        return model;
    }

    /// <summary>The first images, normalized.</summary>
    internal static float[] Pixels(int count)
    {
        byte[] bytes = new byte[Images.Shape.Shape.Elements];
        var all = new List<float>();
        Preprocessing normal = Images.MeasurePreprocessing();
        for (int i = 0; i < count; i++)
        {
            Images.CopyPixels(i, bytes);
            all.AddRange(bytes.Select(b => (float)(((b / 255.0) - normal.Mean[0]) / normal.Std[0])));
        }

        return [.. all];
    }

    /// <summary>The largest difference over the largest expected number.</summary>
    internal static double Distance(float[] actual, float[] expected) =>
        actual.Zip(expected, (x, y) => Math.Abs((double)x - y)).Max() / expected.Max(v => Math.Abs((double)v));
}
