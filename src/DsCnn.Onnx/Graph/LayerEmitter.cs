namespace DsCnn;

/// <summary>Makes the nodes of a layer.</summary>
internal static class LayerEmitter
{
    /// <summary>Emits the layer's operations in order, each where it stands.</summary>
    /// <returns>The layer's output; its input, where it does nothing at inference.</returns>
    internal static string Emit(LayerPlan plan, string input, GraphWriter graph)
    {
        var values = new List<string>();
        string place = plan.Prefix;
        foreach (Operation operation in plan.Operations)
        {
            // What has no name of its own is named after the convolution or batch norm that it follows.
            place = NameOf(operation) is { } name ? $"{plan.Prefix}.{name}" : place;
            values.Add(Emit(operation, plan, place, [.. operation.Inputs.Select(Value)], graph));
        }

        return Value(values.Count - 1);

        string Value(int source) => source == OperationGraph.LayerInput ? input : values[source];
    }

    private static string? NameOf(Operation operation) => operation switch
    {
        ConvolutionOperation convolution => convolution.Name,
        BatchNormOperation batchNorm => batchNorm.Name,
        _ => null,
    };

    private static string Emit(Operation operation, LayerPlan plan, string place, string[] inputs, GraphWriter graph) => operation switch
    {
        ConvolutionOperation convolution => ConvolutionEmitter.Emit(convolution, place, inputs[0], graph),
        BatchNormOperation => BatchNormEmitter.Emit(place, inputs[0], graph),
        ActivationOperation activation => ActivationEmitter.Emit(activation, place, inputs[0], graph),
        PoolOperation pool => PoolEmitter.Emit(pool, place, inputs[0], graph),
        GlobalPoolOperation pool => GlobalPoolEmitter.Emit(pool, place, inputs[0], graph),
        LinearOperation linear => LinearEmitter.Emit(place, FlattenEmitter.Emit(plan.ShapeOf(linear.Source), place, inputs[0], graph), graph),
        SoftmaxOperation softmax => SoftmaxEmitter.Emit(place, FlattenEmitter.Emit(plan.ShapeOf(softmax.Source), place, inputs[0], graph), graph),
        ScaleOperation => graph.Node("Mul", $"{place}.scale", inputs),
        AddOperation => graph.Node("Add", $"{place}.add", inputs),
        _ => throw new NotSupportedException($"There is no ONNX form of {operation.GetType().Name}."),
    };
}
