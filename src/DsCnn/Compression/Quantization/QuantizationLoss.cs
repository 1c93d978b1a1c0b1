namespace DsCnn.Quantization;

/// <summary>The loss from quantization, measured on the calibration images.</summary>
public sealed class QuantizationLoss
{
    internal QuantizationLoss()
    {
    }

    /// <summary>The norm of the difference of all logits divided by the norm of all logits in float32.</summary>
    public double Error { get; internal init; }

    /// <summary>The share of images with the same predicted class as in float32; for a network that ends in a sigmoid, the share of all labels with the same prediction.</summary>
    public double Agreement { get; internal init; }

    /// <summary>The share of images classified correctly; for a network that ends in a sigmoid, its mean average precision (<see cref="EvaluationResult.Score"/>).</summary>
    public double Accuracy { get; internal init; }

    /// <summary>Compares logits with those in float32, image by image, by the class of each image.</summary>
    internal static QuantizationLoss Compare(float[] exact, float[] actual, int[] labels)
    {
        int classes = exact.Length / labels.Length;
        int same = 0, right = 0;
        for (int image = 0; image < labels.Length; image++)
        {
            int top = TopOf(actual, image);
            same += top == TopOf(exact, image) ? 1 : 0;
            right += top == labels[image] ? 1 : 0;
        }

        return new QuantizationLoss
        {
            Error = RelativeError(exact, actual),
            Agreement = (double)same / labels.Length,
            Accuracy = (double)right / labels.Length,
        };

        int TopOf(float[] logits, int image)
        {
            ReadOnlySpan<float> own = logits.AsSpan(image * classes, classes);
            int top = 0;
            for (int i = 1; i < classes; i++)
                top = own[i] > own[top] ? i : top;
            return top;
        }
    }

    /// <summary>Compares logits with those in float32, label by label.</summary>
    /// <param name="exact">Images x labels.</param>
    /// <param name="actual">The logits of the quantized network, in the same form.</param>
    /// <param name="names">The names of the labels.</param>
    /// <param name="has">Images x labels: whether an image has a label.</param>
    /// <param name="thresholds">The probability at which each label counts as present, or null for 0.5.</param>
    internal static QuantizationLoss Compare(float[] exact, float[] actual, IReadOnlyList<string> names, bool[] has, IReadOnlyList<double>? thresholds)
    {
        float[] probabilities = [.. actual.Select(Probability)];
        int same = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            double threshold = thresholds?[i % names.Count] ?? MultiLabelMetrics.DefaultThreshold;
            same += probabilities[i] >= threshold == Probability(exact[i]) >= threshold ? 1 : 0;
        }

        return new QuantizationLoss
        {
            Error = RelativeError(exact, actual),
            Agreement = (double)same / exact.Length,
            Accuracy = MultiLabelMetrics.Measure(names, has, probabilities).MeanAveragePrecision,
        };

        static float Probability(float logit) => (float)(1 / (1 + Math.Exp(-logit)));
    }

    private static double RelativeError(float[] exact, float[] actual)
    {
        double difference = 0, length = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            difference += ((double)actual[i] - exact[i]) * ((double)actual[i] - exact[i]);
            length += (double)exact[i] * exact[i];
        }

        return difference == 0 ? 0 : Math.Sqrt(difference / length);
    }
}
