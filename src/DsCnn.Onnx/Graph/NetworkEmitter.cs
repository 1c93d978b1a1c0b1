using DsCnn.Protobuf;

namespace DsCnn.Onnx;

/// <summary>Creates the graph of a network from its plan, operation by operation.</summary>
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
        NetworkPlan plan = spec.Plan;
        string[] values = new string[plan.Values.Length];
        values[plan.Input.Index] = graph.Value(options.InputName, plan.Input.Name);
        foreach (Operation operation in withoutHead ? plan.Operations[..^1] : plan.Operations)
            values[operation.Output.Index] = graph.Value(OperationEmitter.Emit(operation, [.. operation.Inputs.Select(input => values[input.Index])], graph));
        string output = withoutHead ? OperationEmitter.Flatten(plan.Operations[^1], values[plan.Logits.Index], graph) : values[plan.Output.Index];
        GraphProto finished = graph.Finish(output, outputName, spec.Output);
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
