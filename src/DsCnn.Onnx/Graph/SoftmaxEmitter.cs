namespace DsCnn;

/// <summary>Softmax over the classes: N x C to the same.</summary>
internal static class SoftmaxEmitter
{
    internal static string Emit(string name, string input, GraphWriter graph) =>
        graph.Node("Softmax", name, [input], NodeAttribute.Int("axis", 1));
}
