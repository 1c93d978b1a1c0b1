namespace DsCnn;

/// <summary>Gemm with the weights as they are stored, units x features: N x features to N x units.</summary>
internal static class LinearEmitter
{
    internal static string Emit(string place, string name, string input, GraphWriter graph) =>
        graph.Node("Gemm", name, [input, graph.Weight($"{place}.weight"), graph.Bias(place, input)], NodeAttribute.Int("transB", 1));
}
