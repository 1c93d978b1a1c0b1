namespace DsCnn;

/// <summary>Activations, element by element, in the forms that runtimes know how to fuse.</summary>
internal static class ActivationEmitter
{
    private const int HardSwishOpset = 14;

    internal static string Emit(ActivationOperation activation, string place, string name, string input, GraphWriter graph) => activation.Kind switch
    {
        Activation.Swish => Swish(activation.SwishBeta, place, name, input, graph),
        Activation.Relu => graph.Node("Relu", name, [input]),
        Activation.Relu6 => graph.Node("Clip", name, [input, graph.Constant(0), graph.Constant(6)]),
        Activation.HardSwish => HardSwish(place, name, input, graph),
        Activation.Sigmoid => graph.Node("Sigmoid", name, [input]),
        _ => throw new NotSupportedException($"There is no ONNX form of the activation {activation.Kind}."),
    };

    /// <summary>x * Sigmoid(beta x), which ONNX Runtime makes one step of.</summary>
    private static string Swish(double beta, string place, string name, string input, GraphWriter graph)
    {
        string scaled = beta == 1 ? input : graph.Node("Mul", $"{place}.beta", [input, graph.Constant(beta)]);
        string gate = graph.Value(graph.Node("Sigmoid", OperationNames.GateOf(place), [scaled]));
        return graph.Node("Mul", name, [input, gate]);
    }

    private static string HardSwish(string place, string name, string input, GraphWriter graph)
    {
        if (graph.Opset >= HardSwishOpset)
            return graph.Node("HardSwish", name, [input]);

        // relu6(x + 3) / 6 is max(0, min(1, x / 6 + 1 / 2)).
        string gate = graph.Node(
            "HardSigmoid", $"{place}.hardSigmoid", [input], NodeAttribute.Float("alpha", 1.0 / 6), NodeAttribute.Float("beta", 0.5));
        return graph.Node("Mul", name, [input, gate]);
    }
}
