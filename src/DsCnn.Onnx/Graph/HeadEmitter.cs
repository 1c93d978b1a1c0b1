namespace DsCnn;

/// <summary>Softmax over the classes, or the sigmoid of each: N x C to the same.</summary>
internal static class HeadEmitter
{
    internal static string Emit(Head head, string name, string input, GraphWriter graph) => head == Head.Softmax
        ? graph.Node("Softmax", name, [input], NodeAttribute.Int("axis", 1))
        : graph.Node("Sigmoid", name, [input]);
}
