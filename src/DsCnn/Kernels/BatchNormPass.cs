namespace DsCnn;

/// <summary>What a batch norm does to each channel of a map.</summary>
internal sealed class BatchNormPass(int channels, float beta)
{
    internal float Beta => beta;

    internal float[] Mean { get; } = new float[channels];

    /// <summary>1 / sqrt(variance + epsilon).</summary>
    internal float[] InverseDeviation { get; } = new float[channels];

    /// <summary>weight / sqrt(variance + epsilon).</summary>
    internal float[] Scale { get; } = new float[channels];

    /// <summary>bias - mean * scale.</summary>
    internal float[] Shift { get; } = new float[channels];

    /// <summary>Computes what follows from the means.</summary>
    internal void Prepare(ReadOnlySpan<float> variances, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, double epsilon)
    {
        for (int c = 0; c < channels; c++)
        {
            InverseDeviation[c] = (float)(1 / Math.Sqrt(variances[c] + epsilon));
            Scale[c] = weights[c] * InverseDeviation[c];
            Shift[c] = biases[c] - (Mean[c] * Scale[c]);
        }
    }
}
