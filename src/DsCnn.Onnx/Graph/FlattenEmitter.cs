namespace DsCnn;

/// <summary>Flatten: N x C x H x W to N x CHW, channel by channel, row by row. A vector stays as it is, and bytes stay bytes.</summary>
internal static class FlattenEmitter
{
    internal static string Emit(TensorShape shape, string place, string input, GraphWriter graph) =>
        shape.IsVector
            ? input
            : graph.OnBytes(input, value => graph.Node("Flatten", $"{place}.flatten", [value], NodeAttribute.Int("axis", 1)));
}
