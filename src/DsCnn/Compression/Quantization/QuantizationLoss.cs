namespace DsCnn;

/// <summary>What quantization costs, measured on the calibration images.</summary>
public sealed record QuantizationLoss
{
    /// <summary>The length of the difference of all logits over the length of all logits in float32.</summary>
    public required double Error { get; init; }

    /// <summary>The share of images with the same most probable class as in float32.</summary>
    public required double Agreement { get; init; }

    /// <summary>The share of images whose most probable class is their label.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Compares logits with those in float32, image by image.</summary>
    internal static QuantizationLoss Compare(float[] exact, float[] actual, int[] labels)
    {
        int classes = exact.Length / labels.Length;
        double difference = 0, length = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            difference += ((double)actual[i] - exact[i]) * ((double)actual[i] - exact[i]);
            length += (double)exact[i] * exact[i];
        }

        int same = 0, right = 0;
        for (int image = 0; image < labels.Length; image++)
        {
            int top = TopOf(actual, image);
            same += top == TopOf(exact, image) ? 1 : 0;
            right += top == labels[image] ? 1 : 0;
        }

        return new QuantizationLoss
        {
            Error = difference == 0 ? 0 : Math.Sqrt(difference / length),
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
}
