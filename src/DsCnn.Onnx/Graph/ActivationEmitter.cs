namespace DsCnn.Onnx;

/// <summary>Elementwise activations, in the forms that runtimes can fuse.</summary>
internal static class ActivationEmitter
{
    private const int HardSwishOpset = 14;

    internal static string Emit(ActivationOperation activation, string input, GraphWriter graph) => activation.Kind switch
    {
        Activation.Swish => Swish(activation, input, graph),
        Activation.Relu => graph.Node("Relu", activation.Output.Name, [input]),
        Activation.Relu6 => graph.Node("Clip", activation.Output.Name, [input, graph.Constant(0), graph.Constant(6)]),
        Activation.HardSwish => HardSwish(activation.Output.Name, input, graph),
        Activation.HardSigmoid => HardSigmoid(activation.Output.Name, input, graph),
        Activation.Sigmoid => graph.Node("Sigmoid", activation.Output.Name, [input]),
        _ => throw new NotSupportedException($"There is no ONNX form of the activation {activation.Kind}."),
    };

    /// <summary>x * Sigmoid(beta x), which ONNX Runtime fuses.</summary>
    private static string Swish(ActivationOperation swish, string input, GraphWriter graph)
    {
        string scaled = swish.SwishBeta == 1 ? input : graph.Node("Mul", $"{swish.Output.Name}.beta", [input, graph.Constant(swish.SwishBeta)]);
        string gate = graph.Value(graph.Node("Sigmoid", swish.Gate!, [scaled]));
        return graph.Node("Mul", swish.Output.Name, [input, gate]);
    }

    private static string HardSwish(string name, string input, GraphWriter graph)
    {
        if (graph.Opset >= HardSwishOpset)
            return graph.Node("HardSwish", name, [input]);

        return graph.Node("Mul", name, [input, HardSigmoid($"{name}.hardSigmoid", input, graph)]);
    }

    /// <summary>relu6(x + 3) / 6, which ONNX writes as max(0, min(1, x / 6 + 1 / 2)).</summary>
    private static string HardSigmoid(string name, string input, GraphWriter graph) =>
        graph.Node("HardSigmoid", name, [input], NodeAttribute.Float("alpha", 1.0 / 6), NodeAttribute.Float("beta", 0.5));
}
