namespace DsCnn.Training;

/// <summary>The number format in which maps and their gradients are computed and stored.</summary>
public enum TrainingPrecision
{
    /// <summary>32 bits, on any device: the same weights on every processor of a kind.</summary>
    Float32,

    /// <summary>
    /// 32 bits, of which CUDA since Ampere uses 10 mantissa bits in multiplications: several times faster, and enough for most networks. The same as <see cref="Float32"/> on other devices.
    /// </summary>
    TensorFloat32,

    /// <summary>
    /// 16 bits with the range of float32 and 8 significant bits; weights, sums, loss and optimizer stay in float32 (Micikevicius et al. 2018; Kalamkar et al. 2019). Faster on some
    /// processors and networks, slower on others, and much slower on processors without instructions for such numbers (AVX-512 BF16, AMX, CUDA since Ampere have them).
    /// </summary>
    BFloat16,

    /// <summary>
    /// The fastest of them for this network on this machine: a few steps of each are timed before the run begins, which does not change the network. A precision other than <see cref="Float32"/> must be
    /// at least 10 % faster. A checkpoint records the choice, and a resumed run keeps it. <see cref="TrainingContext.Summary"/> reports the choice.
    /// </summary>
    Automatic,
}
