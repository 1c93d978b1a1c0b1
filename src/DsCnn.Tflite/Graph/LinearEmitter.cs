namespace DsCnn.Tflite;

/// <summary>A fully connected layer: FULLY_CONNECTED on numbers, CONV_2D of one pixel on bytes.</summary>
/// <remarks>
/// Older runtimes read only one scale for a FULLY_CONNECTED's weights, and some vendors' converters reject one per unit; all of them support a scale per filter of CONV_2D.
/// </remarks>
internal static class LinearEmitter
{
    internal static GraphValue Emit(LinearOperation linear, ActivationOperation? relu, GraphValue input, ActivationQuantization? form, WeightEmitter weights, GraphWriter graph)
    {
        bool isBytes = form is not null;
        int images = input.Shape[0];
        GraphValue vector = graph.Reshape(input, isBytes ? [images, 1, 1, linear.InFeatures] : [images, linear.InFeatures]);
        int[] shape = isBytes ? [images, 1, 1, linear.Units] : [images, linear.Units];
        return graph.Add(
            isBytes ? OperatorKind.Conv2d : OperatorKind.FullyConnected, (relu ?? (Operation)linear).Output.Name, shape, form,
            [vector.Tensor, .. weights.Add(linear, new LinearLayout(linear, isBytes), isBytes ? input.Form : null)],
            new OperatorOptions { Activation = ConvolutionEmitter.Fused(relu) });
    }
}
