namespace DsCnn;

/// <summary>Gemm with the weights as they are stored, units x features: N x features to N x units.</summary>
internal static class LinearEmitter
{
    internal static string Emit(string place, string input, GraphWriter graph) =>
        graph.Node(
            "Gemm", $"{place}.linear", [input, graph.Weight($"{place}.weight"), graph.Weight($"{place}.bias")], NodeAttribute.Int("transB", 1));
}
