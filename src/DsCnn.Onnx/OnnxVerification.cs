namespace DsCnn.Onnx;

/// <summary>The difference between an exported network's outputs and the original's.</summary>
public sealed record OnnxVerification
{
    /// <summary>The number of images compared.</summary>
    public required int Images { get; init; }

    /// <summary>The largest absolute difference between two outputs; infinite if one of them is NaN.</summary>
    public required double LargestDifference { get; init; }

    /// <summary>The largest absolute output of the original.</summary>
    public required double LargestOutput { get; init; }

    /// <summary>The maximum over all images of the largest difference divided by the image's largest output.</summary>
    public required double RelativeDifference { get; init; }

    /// <summary>The share of images with the same largest output; with thresholds, the share of outputs that are on the same side of their thresholds.</summary>
    public required double Agreement { get; init; }

    /// <summary>Compares the outputs of two engines for the same images.</summary>
    /// <param name="expected">The original's outputs, one image after the other.</param>
    /// <param name="actual">The exported network's outputs.</param>
    /// <param name="images">The number of images.</param>
    /// <param name="thresholds">
    /// For networks with independent outputs, the value at which each output means yes; null if the largest output is the answer. Default null.
    /// </param>
    /// <returns>The differences.</returns>
    /// <exception cref="ArgumentException">The numbers of outputs differ, are not a multiple of the number of images, or do not match the number of thresholds.</exception>
    public static OnnxVerification Compare(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, int images, IReadOnlyList<double>? thresholds = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(images);
        if (expected.Length != actual.Length || expected.IsEmpty || expected.Length % images != 0)
        {
            throw new ArgumentException(
                $"Expected outputs of both engines for {images} images. Received: {expected.Length} and {actual.Length} numbers.", nameof(actual));
        }

        int outputs = expected.Length / images;
        if (thresholds is not null && thresholds.Count != outputs)
            throw new ArgumentException($"There must be a threshold for each of the {outputs} outputs. Received: {thresholds.Count}.", nameof(thresholds));
        double largest = 0;
        double relative = 0;
        double magnitude = 0;
        double agreements = 0;
        for (int image = 0; image < images; image++)
        {
            ReadOnlySpan<float> one = expected.Slice(image * outputs, outputs);
            ReadOnlySpan<float> other = actual.Slice(image * outputs, outputs);
            double difference = Distance(one, other);
            largest = Math.Max(largest, difference);
            relative = Math.Max(relative, difference == 0 ? 0 : difference / Magnitude(one));
            magnitude = Math.Max(magnitude, Magnitude(one));
            agreements += thresholds is not null ? Agreeing(one, other, thresholds) : Top(one) == Top(other) ? 1 : 0;
        }

        return new OnnxVerification
        {
            Images = images,
            LargestDifference = largest,
            LargestOutput = magnitude,
            RelativeDifference = relative,
            Agreement = agreements / images,
        };
    }

    /// <summary>Whether the two are the same network, apart from rounding.</summary>
    /// <param name="tolerance">The largest relative difference that rounding may cause. Default 1e-4.</param>
    /// <returns>True if they are.</returns>
    public bool Agrees(double tolerance = 1e-4) => RelativeDifference <= tolerance;

    /// <summary>Combines two comparisons.</summary>
    internal OnnxVerification With(OnnxVerification other) => new()
    {
        Images = Images + other.Images,
        LargestDifference = Math.Max(LargestDifference, other.LargestDifference),
        LargestOutput = Math.Max(LargestOutput, other.LargestOutput),
        RelativeDifference = Math.Max(RelativeDifference, other.RelativeDifference),
        Agreement = ((Agreement * Images) + (other.Agreement * other.Images)) / (Images + other.Images),
    };

    private static double Distance(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)expected[i] - actual[i]);
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return largest;
    }

    private static double Magnitude(ReadOnlySpan<float> values)
    {
        double largest = 0;
        foreach (float value in values)
            largest = Math.Max(largest, float.IsFinite(value) ? Math.Abs(value) : 0);
        return largest;
    }

    /// <summary>The share of outputs on the same side of their thresholds.</summary>
    private static double Agreeing(ReadOnlySpan<float> one, ReadOnlySpan<float> other, IReadOnlyList<double> thresholds)
    {
        int same = 0;
        for (int i = 0; i < one.Length; i++)
            same += one[i] >= thresholds[i] == other[i] >= thresholds[i] ? 1 : 0;
        return (double)same / one.Length;
    }

    private static int Top(ReadOnlySpan<float> values)
    {
        int top = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[top])
                top = i;
        }

        return top;
    }
}
