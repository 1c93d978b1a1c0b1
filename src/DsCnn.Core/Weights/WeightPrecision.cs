namespace DsCnn;

/// <summary>How the numbers of a weight tensor are stored.</summary>
public enum WeightPrecision
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    Float16,

    /// <summary>The upper half of a single-precision number, 2 bytes.</summary>
    BFloat16,
}
