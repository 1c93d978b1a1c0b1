namespace DsCnn;

/// <summary>What one training pass of a batch norm found, per channel, for its way back.</summary>
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
}
