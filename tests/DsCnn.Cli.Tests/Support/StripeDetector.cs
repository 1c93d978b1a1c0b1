namespace DsCnn.Cli.Tests;

/// <summary>A network that is not trained but written down: it compares how much pictures change downwards and sideways.</summary>
internal static class StripeDetector
{
    internal static DsCnnModel Create(IReadOnlyList<string> labels, float scale = 1, int channels = 1)
    {
        LayerSpec[] layers =
        [
            new ConvSpec { Filters = 2, Bias = true, BatchNorm = false, Activation = Activation.Relu },
            new GlobalAveragePoolSpec(), new FullyConnectedSpec { Units = 2 }, new SoftmaxSpec(),
        ];
        var spec = new ModelSpec(new InputSpec(channels, 8, 8), layers) { Name = "stripes" };

        // Filter 0 answers to a bright row between dark ones, filter 1 to a bright column.
        float[] row = [-1, -1, -1, 2, 2, 2, -1, -1, -1];
        float[] column = [-1, 2, -1, -1, 2, -1, -1, 2, -1];
        int across = labels.Index().First(label => label.Item == "across").Index;
        var weights = new Dictionary<string, float[]>
        {
            ["layers.0.conv.weight"] = [.. Enumerable.Repeat(row, channels).SelectMany(w => w), .. Enumerable.Repeat(column, channels).SelectMany(w => w)],
            ["layers.0.conv.bias"] = [0, 0],
            ["layers.2.weight"] = across == 0 ? [scale, 0, 0, scale] : [0, scale, scale, 0],
            ["layers.2.bias"] = [0, 0],
        };
        return DsCnnModel.From(new ModelFile(spec, new WeightSet(spec.Weights.Select(
            w => KeyValuePair.Create(w.Name, WeightTensor.FromFloats(w.Dimensions, weights[w.Name])))))
        {
            Labels = labels,
        });
    }
}
