namespace DsCnn.Training;

/// <summary>In which numbers maps and their gradients are computed and kept.</summary>
public enum TrainingPrecision
{
    /// <summary>
    /// The fastest that costs no accuracy to speak of: <see cref="BFloat16"/> on processors that multiply such numbers (AVX-512 BF16, AMX), <see cref="Float32"/> on others,
    /// <see cref="TensorFloat32"/> on CUDA.
    /// </summary>
    Automatic,

    /// <summary>32 bits, on any device.</summary>
    Float32,

    /// <summary>
    /// 32 bits, of which CUDA from Ampere on multiplies 10 binary digits: several times faster, and enough for most networks. The same as <see cref="Float32"/> elsewhere.
    /// </summary>
    TensorFloat32,

    /// <summary>
    /// 16 bits with the range of float32 and 8 binary digits; weights, sums, loss and optimizer stay in float32 (Micikevicius et al. 2018; Kalamkar et al. 2019). Faster where the processor
    /// multiplies such numbers (AVX-512 BF16, AMX, CUDA from Ampere on), and slower where it does not.
    /// </summary>
    BFloat16,
}
