namespace DsCnn.Onnx;

/// <summary>Creates the nodes of an operation. Each node with one output has the name of the value that the operation produces.</summary>
internal static class OperationEmitter
{
    /// <param name="operation">The operation.</param>
    /// <param name="inputs">The names of its inputs in the graph.</param>
    /// <param name="graph">The graph to add the nodes to.</param>
    /// <returns>The name of its output in the graph.</returns>
    internal static string Emit(Operation operation, string[] inputs, GraphWriter graph) => operation switch
    {
        ConvolutionOperation convolution => ConvolutionEmitter.Emit(convolution, inputs[0], graph),
        LinearOperation linear => Gemm(linear, Flatten(linear, inputs[0], graph), graph),
        BatchNormOperation norm => BatchNorm(norm, inputs[0], graph),
        ActivationOperation activation => ActivationEmitter.Emit(activation, inputs[0], graph),
        PoolOperation pool => Pool(pool, inputs[0], graph),
        GlobalPoolOperation pool => graph.Node(pool.Kind == PoolKind.Average ? "GlobalAveragePool" : "GlobalMaxPool", pool.Output.Name, inputs),
        HeadOperation head => Head(head, Flatten(head, inputs[0], graph), graph),
        ScaleOperation => graph.Node("Mul", operation.Output.Name, inputs),
        AddOperation => graph.Node("Add", operation.Output.Name, inputs),
        _ => throw new NotSupportedException($"There is no ONNX form of {operation.GetType().Name}."),
    };

    /// <summary>N x C x H x W to N x CHW, channel by channel, row by row, before an operation that reads a vector. A vector stays as it is, and bytes stay bytes.</summary>
    internal static string Flatten(Operation reader, string input, GraphWriter graph) =>
        reader.Inputs[0].Shape.IsVector
            ? input
            : graph.OnBytes(input, value => graph.Node("Flatten", $"{LayerPlan.PrefixOf(reader.Layer)}.flatten", [value], NodeAttribute.Int("axis", 1)));

    /// <summary>With the weights as they are stored, units x features: N x features to N x units.</summary>
    private static string Gemm(LinearOperation linear, string input, GraphWriter graph) =>
        graph.Node("Gemm", linear.Output.Name, [input, graph.Weight(linear.Weight.Name), graph.Bias(linear, input)], NodeAttribute.Int("transB", 1));

    /// <summary>With the running statistics: N x C x H x W to the same shape.</summary>
    private static string BatchNorm(BatchNormOperation norm, string input, GraphWriter graph) =>
        graph.Node(
            "BatchNormalization", norm.Output.Name,
            [
                input, graph.Weight(norm.Gamma.Name), graph.Weight(norm.Beta.Name),
                graph.Weight(norm.RunningMean.Name), graph.Weight(norm.RunningVariance.Name),
            ],
            NodeAttribute.Float("epsilon", norm.Epsilon));

    private static string Pool(PoolOperation pool, string input, GraphWriter graph) =>
        graph.Node(
            pool.Kind == PoolKind.Average ? "AveragePool" : "MaxPool", pool.Output.Name, [input],
            NodeAttribute.Ints("kernel_shape", pool.Kernel, pool.Kernel),
            NodeAttribute.Ints("strides", pool.Stride, pool.Stride));

    private static string Head(HeadOperation head, string input, GraphWriter graph) => head.Kind == DsCnn.Head.Softmax
        ? graph.Node("Softmax", head.Output.Name, [input], NodeAttribute.Int("axis", 1))
        : graph.Node("Sigmoid", head.Output.Name, [input]);
}
