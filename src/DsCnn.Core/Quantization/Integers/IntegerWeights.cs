namespace DsCnn.Quantization.Integers;

/// <summary>Weights and biases as integers (docs/int8.md).</summary>
internal static class IntegerWeights
{
    internal static sbyte Round(float weight, float scale) =>
        (sbyte)Math.Clamp(MathF.Round(weight / scale), -WeightQuantization.MaxByte, WeightQuantization.MaxByte);

    /// <summary>Rounds filter by filter.</summary>
    internal static sbyte[] Round(ReadOnlySpan<float> weights, ReadOnlySpan<float> scales)
    {
        int length = weights.Length / scales.Length;
        sbyte[] rounded = new sbyte[weights.Length];
        for (int i = 0; i < weights.Length; i++)
            rounded[i] = Round(weights[i], scales[i / length]);
        return rounded;
    }

    /// <summary>Rounds biases to integers in units of the sums.</summary>
    internal static int[] RoundBias(ReadOnlySpan<float> bias, ReadOnlySpan<float> scales, ActivationQuantization input)
    {
        int[] rounded = new int[scales.Length];
        for (int filter = 0; filter < bias.Length; filter++)
            rounded[filter] = (int)Math.Round(bias[filter] / ((double)input.Scale * scales[filter]));
        return rounded;
    }

    /// <summary>Subtracts from the biases what a shift of all inputs adds to each sum.</summary>
    internal static int[] ShiftBias(ReadOnlySpan<int> bias, ReadOnlySpan<sbyte> weights, int shift)
    {
        int[] shifted = bias.ToArray();
        int length = weights.Length / bias.Length;
        for (int filter = 0; filter < shifted.Length; filter++)
        {
            int sum = 0;
            foreach (sbyte weight in weights.Slice(filter * length, length))
                sum += weight;
            shifted[filter] = unchecked(shifted[filter] - (shift * sum));
        }

        return shifted;
    }
}
