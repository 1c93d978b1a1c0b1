using DsCnn.Data;
using DsCnn.Training;
using static TorchSharp.torch;

namespace DsCnn.Extending.Tests;

/// <summary>Sets each pixel to black with a probability, all channels of it.</summary>
internal sealed record Salt : Augmentation
{
    public double Share { get; init; } = 0.25;

    public override string Description => $"salt on {Share:0.00} of the pixels";

    public override void Apply(Span<byte> pixels, InputSpec shape, Random random)
    {
        int area = shape.Height * shape.Width;
        for (int pixel = 0; pixel < area; pixel++)
        {
            if (random.NextDouble() >= Share)
                continue;
            for (int channel = 0; channel < shape.Channels; channel++)
                pixels[(channel * area) + pixel] = 0;
        }
    }
}

/// <summary>Takes some rows of the partner, and half of another one.</summary>
internal sealed record Stripes : BatchMix
{
    public override void Draw(Span<float> own, InputSpec shape, Random random)
    {
        int rows = random.Next(shape.Height);
        own[..(rows * shape.Width)].Clear();
        own.Slice(rows * shape.Width, shape.Width).Fill(0.5f);
    }
}

/// <summary>The same fall in every epoch.</summary>
internal sealed record Saw : LearningRateSchedule
{
    public double Lowest { get; init; } = 0.25;

    public override double FactorAt(double progress, int epochs) => double.Lerp(1, Lowest, progress * epochs % 1);
}

/// <summary>Cross-entropy of a random half of the images, chosen by the numbers that are handed in.</summary>
internal sealed record HalfOfTheImages : Loss
{
    internal List<float[]> Targets { get; } = [];

    public override Tensor Compute(LossInput input)
    {
        Targets.Add(input.Targets.detach().contiguous().data<float>().ToArray());
        float[] weights = [.. Enumerable.Range(0, (int)input.Logits.shape[0]).Select(_ => input.Random.NextDouble() < 0.5 ? 1f : 0)];
        weights[0] = 1;
        Tensor losses = -(input.Targets * nn.functional.log_softmax(input.Logits, 1)).sum(1);
        return (losses * tensor(weights)).sum() / weights.Sum();
    }
}

/// <summary>The mean over the classes of the share of their images that are recognized.</summary>
internal sealed record BalancedAccuracy : Metric
{
    public override string Name => "balanced accuracy";

    public override double Measure(MetricInput input) => Enumerable.Range(0, input.ClassNames.Count)
        .Select(label => Enumerable.Range(0, input.Images).Where(image => input.Classes![image] == label).ToArray())
        .Where(images => images.Length > 0)
        .Average(images => images.Average(image => Best(input.ProbabilitiesOf(image)) == input.Classes![images[0]] ? 1.0 : 0));

    private static int Best(ReadOnlySpan<float> probabilities)
    {
        int best = 0;
        for (int i = 1; i < probabilities.Length; i++)
            best = probabilities[i] > probabilities[best] ? i : best;
        return best;
    }
}

/// <summary>How far the probabilities are from what is right.</summary>
internal sealed record BrierScore : Metric
{
    public override bool LessIsBetter => true;

    public override double Measure(MetricInput input)
    {
        double sum = 0;
        for (int i = 0; i < input.Probabilities.Length; i++)
            sum += Math.Pow(input.Probabilities.Span[i] - (input.Targets.Span[i] ? 1 : 0), 2);
        return sum / input.Images;
    }
}
