namespace DsCnn;

/// <summary>BatchNormalization with the running statistics: N x C x H x W to the same.</summary>
internal static class BatchNormEmitter
{
    internal static string Emit(string name, string input, GraphWriter graph) =>
        graph.Node(
            "BatchNormalization", name,
            [
                input, graph.Weight($"{name}.weight"), graph.Weight($"{name}.bias"),
                graph.Weight($"{name}.running_mean"), graph.Weight($"{name}.running_var"),
            ],
            NodeAttribute.Float("epsilon", graph.Epsilon));
}
