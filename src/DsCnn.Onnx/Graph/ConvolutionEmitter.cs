using DsCnn.Protobuf;

namespace DsCnn.Onnx;

/// <summary>Conv: N x C x H x W to N x filters x H' x W'.</summary>
internal static class ConvolutionEmitter
{
    internal static string Emit(ConvolutionOperation convolution, string input, GraphWriter graph)
    {
        (long kernel, long stride, long padding) = (convolution.Kernel, convolution.Stride, convolution.Padding);
        List<string> inputs = [input, graph.Weight(convolution.Weight.Name)];
        if (convolution.Bias is { } bias)
            inputs.Add(graph.Compact ? graph.Weight(bias.Name) : graph.Bias(convolution, input));

        List<AttributeProto> attributes = [NodeAttribute.Ints("kernel_shape", kernel, kernel)];
        if (stride != 1)
            attributes.Add(NodeAttribute.Ints("strides", stride, stride));
        if (padding != 0)
            attributes.Add(NodeAttribute.Ints("pads", padding, padding, padding, padding));
        if (convolution.Groups != 1)
            attributes.Add(NodeAttribute.Int("group", convolution.Groups));
        return graph.Node("Conv", convolution.Output.Name, inputs, [.. attributes]);
    }
}
