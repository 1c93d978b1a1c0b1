namespace DsCnn.Tflite;

/// <summary>Elementwise activations, composed of operators that every runtime has. A ReLU is fused into the convolution before it.</summary>
internal static class ActivationEmitter
{
    internal static GraphValue Emit(ActivationOperation activation, GraphValue input, ActivationQuantization? form, GraphWriter graph) => activation.Kind switch
    {
        Activation.Swish => Multiply(activation, input, Gate(activation.Gate!, Scaled(activation, input, graph), graph), form, graph),
        Activation.HardSwish => Multiply(activation, input, HardGate(activation, input, $"{activation.Output.Name}.gate", null, graph), form, graph),
        Activation.HardSigmoid => HardGate(activation, input, activation.Output.Name, form, graph),
        Activation.Sigmoid => Gate(activation.Output.Name, input, graph),
        _ => throw new NotSupportedException($"There is no TFLite form of the activation {activation.Kind} by itself."),
    };

    private static GraphValue Multiply(ActivationOperation activation, GraphValue input, GraphValue gate, ActivationQuantization? form, GraphWriter graph) =>
        graph.Add(OperatorKind.Mul, activation.Output.Name, input.Shape, form, [input.Tensor, gate.Tensor]);

    /// <summary>1 / (1 + e^-x), with the quantization that kernels prescribe.</summary>
    private static GraphValue Gate(string name, GraphValue input, GraphWriter graph) =>
        graph.Add(OperatorKind.Logistic, name, input.Shape, input.Form is null ? null : GraphValue.Probabilities, [input.Tensor]);

    /// <summary>beta x: for bytes the same ones, with a scale multiplied by beta.</summary>
    private static GraphValue Scaled(ActivationOperation swish, GraphValue input, GraphWriter graph)
    {
        if (swish.SwishBeta == 1)
            return input;
        int beta = graph.Number(FormattableString.Invariant($"constants.{swish.SwishBeta}"), swish.SwishBeta, input.Form is not null);
        ActivationQuantization? form = input.Form is { } bytes ? bytes with { Scale = (float)(bytes.Scale * swish.SwishBeta) } : null;
        return graph.Add(OperatorKind.Mul, $"{swish.Output.Name}.beta", input.Shape, form, [input.Tensor, beta]);
    }

    /// <summary>relu6(x + 3) / 6, rounded once for bytes.</summary>
    private static GraphValue HardGate(ActivationOperation activation, GraphValue input, string name, ActivationQuantization? form, GraphWriter graph)
    {
        bool isBytes = input.Form is not null;
        string shift = $"{activation.Output.Name}.shift";
        GraphValue shifted = graph.Add(
            OperatorKind.Add, shift, input.Shape, isBytes ? ActivationQuantization.FromRange(shift, 0, 6) : null,
            [input.Tensor, graph.Number("constants.3", 3, isBytes)], new OperatorOptions { Activation = FusedActivation.Relu6 });
        return graph.Add(
            OperatorKind.Mul, name, input.Shape, form ?? (isBytes ? ActivationQuantization.FromRange(name, 0, 1) : null),
            [shifted.Tensor, graph.Number("constants.sixth", 1.0 / 6, isBytes)]);
    }
}
