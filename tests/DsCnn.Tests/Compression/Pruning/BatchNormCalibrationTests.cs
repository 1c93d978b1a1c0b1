using DsCnn.TestKit;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class BatchNormCalibrationTests
{
    [Fact]
    public void Statistics_are_those_of_all_images()
    {
        // A 1x1 convolution on one channel: its outputs are the pixels times a number.
        ModelFile file = CompressionCases.Random(new ModelSpec(new InputSpec(1, 8, 8), [new ConvSpec { Filters = 3, Kernel = 1 }, new FullyConnectedSpec { Units = 4 }]));
        ImageSet images = TinyData.Quarters(32);
        using DsCnnModel model = DsCnnModel.From(file);

        model.RecalibrateBatchNorm(images, new CalibrationOptions { Images = 32, BatchSize = 8 });

        byte[] pixels = new byte[64];
        double[] all = [.. Enumerable.Range(0, 32).SelectMany(i => { images.CopyPixels(i, pixels); return pixels.Select(p => p / 255.0).ToArray(); })];
        double mean = all.Average(), variance = all.Average(p => (p - mean) * (p - mean));
        float[] filters = file.Weights["layers.0.conv.weight"].ToFloats();
        WeightSet weights = model.CopyWeights();
        weights["layers.0.bn.running_mean"].ToFloats().Should().Equal(filters.Select(f => (float)(f * mean)), (a, b) => Math.Abs(a - b) < 1e-5);

        // Batches' variances are divided by n - 1 = 511.
        weights["layers.0.bn.running_var"].ToFloats().Should().Equal(filters.Select(f => (float)(f * f * variance)), (a, b) => Math.Abs(a - b) < 0.003 * b);
        weights["layers.0.bn.weight"].ToFloats().Should().Equal(file.Weights["layers.0.bn.weight"].ToFloats());
        model.training.Should().BeFalse();
    }

    [Fact]
    public void A_cancelled_measurement_leaves_the_statistics()
    {
        ModelFile file = CompressionCases.Random(CompressionCases.Mixed());
        using DsCnnModel model = DsCnnModel.From(file);

        FluentActions.Invoking(() => model.RecalibrateBatchNorm(TinyData.Quarters(8), cancellationToken: new CancellationToken(true))).Should().Throw<OperationCanceledException>();

        model.CopyWeights().Should().OnlyContain(w => w.Value.ToFloats().SequenceEqual(file.Weights[w.Key].ToFloats()));
    }
}
