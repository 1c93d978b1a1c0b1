namespace DsCnn;

/// <summary>Makes the nodes of a layer.</summary>
internal static class LayerEmitter
{
    /// <summary>Emits the layer's operations in order, each where it stands.</summary>
    /// <returns>The layer's output; its input, where it does nothing at inference.</returns>
    internal static string Emit(LayerPlan plan, string input, GraphWriter graph)
    {
        var values = new List<string>();
        IReadOnlyList<string> places = OperationNames.PlacesOf(plan), names = OperationNames.OutputsOf(plan);
        foreach ((int i, Operation operation) in plan.Operations.Index())
            values.Add(graph.Value(Emit(operation, plan, places[i], names[i], [.. operation.Inputs.Select(Value)], graph)));
        return Value(values.Count - 1);

        string Value(int source) => source == OperationGraph.LayerInput ? input : values[source];
    }

    private static string Emit(Operation operation, LayerPlan plan, string place, string name, string[] inputs, GraphWriter graph) => operation switch
    {
        ConvolutionOperation convolution => ConvolutionEmitter.Emit(convolution, name, inputs[0], graph),
        BatchNormOperation => BatchNormEmitter.Emit(name, inputs[0], graph),
        ActivationOperation activation => ActivationEmitter.Emit(activation, place, name, inputs[0], graph),
        PoolOperation pool => PoolEmitter.Emit(pool, name, inputs[0], graph),
        GlobalPoolOperation pool => GlobalPoolEmitter.Emit(pool, name, inputs[0], graph),
        LinearOperation linear => LinearEmitter.Emit(place, name, FlattenEmitter.Emit(plan.ShapeOf(linear.Source), place, inputs[0], graph), graph),
        HeadOperation head => HeadEmitter.Emit(head.Kind, name, FlattenEmitter.Emit(plan.ShapeOf(head.Source), place, inputs[0], graph), graph),
        ScaleOperation => graph.Node("Mul", name, inputs),
        AddOperation => graph.Node("Add", name, inputs),
        _ => throw new NotSupportedException($"There is no ONNX form of {operation.GetType().Name}."),
    };
}
