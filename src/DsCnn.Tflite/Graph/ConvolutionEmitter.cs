namespace DsCnn.Tflite;

/// <summary>CONV_2D and DEPTHWISE_CONV_2D: N x H x W x C to N x H' x W' x filters.</summary>
internal static class ConvolutionEmitter
{
    internal static GraphValue Emit(
        ConvolutionOperation convolution, ActivationOperation? relu, GraphValue input, ActivationQuantization? form, WeightEmitter weights, GraphWriter graph)
    {
        bool isDepthwise = WeightLayout.IsDepthwise(convolution);
        (GraphValue padded, PaddingKind padding) = Pad(convolution, input, graph);
        PlanValue output = relu?.Output ?? convolution.Output;
        return graph.Add(
            isDepthwise ? OperatorKind.DepthwiseConv2d : OperatorKind.Conv2d, output.Name, graph.ShapeOf(output.Shape), form,
            [padded.Tensor, .. weights.Add(convolution, WeightLayout.Of(convolution), form is null ? null : input.Form)],
            new OperatorOptions
            {
                Padding = padding,
                Stride = convolution.Stride,
                DepthMultiplier = isDepthwise ? convolution.Filters / convolution.InChannels : 1,
                Activation = Fused(relu),
            });
    }

    internal static FusedActivation Fused(ActivationOperation? relu) => relu?.Kind switch
    {
        Activation.Relu => FusedActivation.Relu,
        Activation.Relu6 => FusedActivation.Relu6,
        _ => FusedActivation.None,
    };

    /// <summary>Adds the plan's rows and columns of zeros: implicitly, with SAME, or with a PAD if SAME has them on other sides.</summary>
    private static (GraphValue Input, PaddingKind Padding) Pad(ConvolutionOperation convolution, GraphValue input, GraphWriter graph)
    {
        int padding = convolution.Padding;
        if (padding == 0)
            return (input, PaddingKind.Valid);
        TensorShape from = convolution.Input.Shape, to = convolution.Output.Shape;
        (int rows, int columns) = (AllPadding(convolution, from.Height, to.Height), AllPadding(convolution, from.Width, to.Width));
        if (rows / 2 == padding && columns / 2 == padding)
            return (input, PaddingKind.Same);

        // No zeros are needed beyond the last row and column of filters.
        (int below, int right) = (Math.Max(0, rows - padding), Math.Max(0, columns - padding));
        int[] numbers = [0, 0, padding, below, padding, right, 0, 0];
        int paddings = graph.Integers($"paddings.{string.Join('x', numbers)}", [4, 2], numbers);
        int[] shape = [input.Shape[0], padding + from.Height + below, padding + from.Width + right, input.Shape[3]];
        return (graph.Add(OperatorKind.Pad, $"{convolution.Name}.pad", shape, input.Form, [input.Tensor, paddings]), PaddingKind.Valid);
    }

    /// <summary>The number of rows, or columns, by which the filters extend beyond the map, on both sides together.</summary>
    private static int AllPadding(ConvolutionOperation convolution, int from, int to) => Math.Max(0, ((to - 1) * convolution.Stride) + convolution.Kernel - from);
}
