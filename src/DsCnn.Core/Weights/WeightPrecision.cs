namespace DsCnn.Weights;

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

internal static class WeightPrecisionExtensions
{
    internal static int Bytes(this WeightPrecision precision) => precision == WeightPrecision.Float32 ? 4 : 2;
}
