namespace DsCnn;

/// <summary>Conv, padded by half its kernel: N x C x H x W to N x filters x H' x W'.</summary>
internal static class ConvolutionEmitter
{
    internal static string Emit(ConvolutionOperation convolution, string name, string input, GraphWriter graph)
    {
        (long kernel, long stride, long padding) = (convolution.Kernel, convolution.Stride, convolution.Kernel / 2);
        List<string> inputs = [input, graph.Weight($"{name}.weight")];
        if (convolution.Bias)
            inputs.Add(graph.Bias(name, input));

        return graph.Node(
            "Conv", name, inputs,
            NodeAttribute.Ints("kernel_shape", kernel, kernel),
            NodeAttribute.Ints("strides", stride, stride),
            NodeAttribute.Ints("pads", padding, padding, padding, padding),
            NodeAttribute.Int("group", convolution.Groups));
    }
}
