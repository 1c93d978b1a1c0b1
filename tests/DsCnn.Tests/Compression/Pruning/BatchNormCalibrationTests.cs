using DsCnn.TestKit;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class BatchNormCalibrationTests
{
    [Theory]
    [InlineData(32, 8)]
    [InlineData(30, 8)]
    [InlineData(21, 16)]
    [InlineData(100, 64)]
    public void Statistics_are_those_of_as_many_images_as_asked_for(int count, int batchSize)
    {
        // A 1x1 convolution on one channel: its outputs are the pixels times a number.
        ModelFile file = CompressionCases.Random(new ModelSpec(new InputSpec(1, 8, 8), [new ConvSpec { Filters = 3, Kernel = 1 }, new FullyConnectedSpec { Units = 4 }]));
        IImageSource images = TinyData.Quarters(32).Sample(count, seed: 5);
        using DsCnnModel model = DsCnnModel.From(file);

        model.RecalibrateBatchNorm(TinyData.Quarters(32), new CalibrationOptions { Images = count, BatchSize = batchSize, Seed = 5 });

        byte[] pixels = new byte[64];
        double[] all = [.. Enumerable.Range(0, images.Count).SelectMany(i => { images.CopyPixels(i, pixels); return pixels.Select(p => p / 255.0).ToArray(); })];
        double mean = all.Average(), variance = all.Average(p => (p - mean) * (p - mean));
        float[] filters = file.Weights["layers.0.conv.weight"].ToFloats();
        WeightSet weights = model.CopyWeights();
        weights["layers.0.bn.running_mean"].ToFloats().Should().Equal(filters.Select(f => (float)(f * mean)), (a, b) => Math.Abs(a - b) < 1e-5);

        // Batches' variances are divided by n - 1, of 447 and more pixels.
        weights["layers.0.bn.running_var"].ToFloats().Should().Equal(filters.Select(f => (float)(f * f * variance)), (a, b) => Math.Abs(a - b) < 0.004 * b);
        weights["layers.0.bn.weight"].ToFloats().Should().Equal(file.Weights["layers.0.bn.weight"].ToFloats());
        model.training.Should().BeFalse();
    }

    [Theory]
    [InlineData(1, 64, new[] { 1 })]
    [InlineData(40, 64, new[] { 40 })]
    [InlineData(70, 64, new[] { 35, 35 })]
    [InlineData(1000, 64, new[] { 50, 50 })]
    public void As_many_images_are_shown_as_asked_for_or_as_there_are(int images, int batchSize, int[] batches)
    {
        using DsCnnModel model = TinyData.Network().Build();
        var shown = new List<int>();
        int count = CalibrationPass.Run(
            model, TinyData.Quarters(100), new CalibrationOptions { Images = images, BatchSize = batchSize }, batch => shown.Add(batch.Count), CancellationToken.None);

        shown.Should().Equal(batches);
        count.Should().Be(batches.Sum());
    }

    [Fact]
    public void A_canceled_measurement_leaves_the_statistics()
    {
        ModelFile file = CompressionCases.Random(CompressionCases.Mixed());
        using DsCnnModel model = DsCnnModel.From(file);

        FluentActions.Invoking(() => model.RecalibrateBatchNorm(TinyData.Quarters(8), cancellationToken: new CancellationToken(true))).Should().Throw<OperationCanceledException>();

        model.CopyWeights().Should().OnlyContain(w => w.Value.ToFloats().SequenceEqual(file.Weights[w.Key].ToFloats()));
    }
}
