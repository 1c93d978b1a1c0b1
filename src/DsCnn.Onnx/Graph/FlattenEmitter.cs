namespace DsCnn;

/// <summary>Flatten: N x C x H x W to N x CHW, channel by channel, row by row. A vector stays as it is.</summary>
internal static class FlattenEmitter
{
    internal static string Emit(TensorShape shape, string place, string input, GraphWriter graph) =>
        shape.IsVector ? input : graph.Node("Flatten", $"{place}.flatten", [input], NodeAttribute.Int("axis", 1));
}
