namespace DsCnn;

/// <summary>What a safetensors header says about one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Its element type as the format writes it, such as <c>F32</c>.</param>
/// <param name="Dimensions">Its extents.</param>
/// <param name="Begin">Where its bytes begin, from the end of the header.</param>
/// <param name="End">Where its bytes end.</param>
internal sealed record SafetensorsEntry(string Name, string DataType, IReadOnlyList<int> Dimensions, long Begin, long End)
{
    internal string Shape => Dimensions.Count == 0 ? "one number" : string.Join(" x ", Dimensions);
}
