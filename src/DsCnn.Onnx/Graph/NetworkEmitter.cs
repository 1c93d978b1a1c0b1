using DsCnn.Protobuf;

namespace DsCnn;

/// <summary>Makes the graph of a network, layer by layer, from the operations that each layer consists of.</summary>
internal static class NetworkEmitter
{
    internal static GraphProto Emit(ModelFile model, OnnxExportOptions options)
    {
        ModelSpec spec = model.Spec;
        bool withoutHead = spec.Head != Head.None && options.Output == OnnxOutput.Logits;
        string outputName = options.OutputName ?? DefaultName(spec, options.Output);
        if (outputName == options.InputName)
        {
            throw new ArgumentException(
                $"Input and output need different names. Received: {outputName} for both.", nameof(options));
        }

        var graph = new GraphWriter(model, options);
        string value = graph.Value(options.InputName, OperationNames.Input);
        foreach (LayerPlan plan in withoutHead ? spec.Plans[..^1] : spec.Plans.AsEnumerable())
            value = LayerEmitter.Emit(plan, value, graph);
        if (withoutHead)
            value = FlattenEmitter.Emit(spec.Plans[^1].Input, spec.Plans[^1].Prefix, value, graph);
        GraphProto finished = graph.Finish(value, outputName, spec.Output);
        if (options.Compact)
            ShortNames.Apply(finished);
        return finished;
    }

    private static string DefaultName(ModelSpec spec, OnnxOutput output)
    {
        if (spec.Head != Head.None && output == OnnxOutput.Probabilities)
            return "probabilities";
        return spec.Output.IsVector ? "logits" : "features";
    }
}
