namespace DsCnn;

internal static class WeightPrecisionExtensions
{
    internal static int Bytes(this WeightPrecision precision) => precision == WeightPrecision.Float32 ? 4 : 2;
}
