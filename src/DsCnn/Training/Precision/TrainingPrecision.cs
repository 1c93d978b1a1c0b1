namespace DsCnn.Training;

/// <summary>In which numbers maps and their gradients are computed and kept.</summary>
public enum TrainingPrecision
{
    /// <summary>32 bits, on any device: the same weights on every processor of a kind.</summary>
    Float32,

    /// <summary>
    /// 32 bits, of which CUDA from Ampere on multiplies 10 binary digits: several times faster, and enough for most networks. The same as <see cref="Float32"/> elsewhere.
    /// </summary>
    TensorFloat32,

    /// <summary>
    /// 16 bits with the range of float32 and 8 binary digits; weights, sums, loss and optimizer stay in float32 (Micikevicius et al. 2018; Kalamkar et al. 2019). Faster on some
    /// processors and networks, slower on others, and by far where the processor does not multiply such numbers (AVX-512 BF16, AMX, CUDA from Ampere on do).
    /// </summary>
    BFloat16,

    /// <summary>
    /// The fastest of them for this network on this machine: some steps of each are timed before the run begins, which changes nothing in the network. Another than <see cref="Float32"/> must be
    /// at least a tenth faster. A checkpoint keeps the choice, and a run that is resumed goes on with it. <see cref="TrainingContext.Summary"/> says what was found.
    /// </summary>
    Automatic,
}
