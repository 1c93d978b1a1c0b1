using DsCnn.Protobuf;

namespace DsCnn;

/// <summary>Conv, padded by half its kernel: N x C x H x W to N x filters x H' x W'.</summary>
internal static class ConvolutionEmitter
{
    internal static string Emit(ConvolutionOperation convolution, string name, string input, GraphWriter graph)
    {
        (long kernel, long stride, long padding) = (convolution.Kernel, convolution.Stride, convolution.Kernel / 2);
        List<string> inputs = [input, graph.Weight($"{name}.weight")];
        if (convolution.Bias)
            inputs.Add(graph.Compact ? graph.Weight($"{name}.bias") : graph.Bias(name, input));

        List<AttributeProto> attributes = [NodeAttribute.Ints("kernel_shape", kernel, kernel)];
        if (stride != 1)
            attributes.Add(NodeAttribute.Ints("strides", stride, stride));
        if (padding != 0)
            attributes.Add(NodeAttribute.Ints("pads", padding, padding, padding, padding));
        if (convolution.Groups != 1)
            attributes.Add(NodeAttribute.Int("group", convolution.Groups));
        return graph.Node("Conv", name, inputs, [.. attributes]);
    }
}
