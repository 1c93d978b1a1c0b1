namespace DsCnn;

/// <summary>Decides which values are kept as bytes: those without which a runtime could not run an operation on integers.</summary>
/// <remarks>
/// All but three kinds. A convolution before a ReLU: runtimes do both in one step, and the bytes need not cover what the ReLU cuts off. The last layer's logits: they go into
/// the head (softmax or sigmoid) or out of the network, where bytes win no time and cost precision. And the head's own output.
/// </remarks>
internal static class QuantizationPlacement
{
    internal static IEnumerable<QuantizedValue> ValuesOf(ModelSpec network)
    {
        yield return new QuantizedValue(OperationNames.Input);
        string previous = OperationNames.Input;
        LayerPlan? last = network.Plans.LastOrDefault(plan => plan.Operations.Count > 0 && plan.Spec is not HeadSpec);
        foreach (LayerPlan plan in network.Plans.Where(plan => plan.Operations.Count > 0 && plan.Spec is not HeadSpec))
        {
            bool givesLogits = plan == last && plan.Spec is FullyConnectedSpec or GlobalAveragePoolSpec or GlobalMaxPoolSpec;
            foreach (QuantizedValue value in givesLogits ? [] : ValuesOf(plan, previous))
                yield return value;
            previous = OperationNames.OutputOf(plan);
        }
    }

    private static IEnumerable<QuantizedValue> ValuesOf(LayerPlan plan, string input)
    {
        IReadOnlyList<string> names = OperationNames.OutputsOf(plan);
        foreach ((int i, Operation operation) in plan.Operations.Index())
        {
            if (OperationNames.GateOf(plan, i) is { } gate)
                yield return new QuantizedValue(gate, IsGate: true);
            if (operation is ActivationOperation { Kind: Activation.Sigmoid })
                yield return new QuantizedValue(names[i], IsGate: true);
            else if (operation is PoolOperation { Kind: PoolKind.Max } or GlobalPoolOperation { Kind: PoolKind.Max })
                yield return new QuantizedValue(names[i], SameAs: operation.Inputs[0] == OperationGraph.LayerInput ? input : names[operation.Inputs[0]]);
            else if (!IsBeforeRelu(plan, i))
                yield return new QuantizedValue(names[i]);
        }
    }

    private static bool IsBeforeRelu(LayerPlan plan, int operation) =>
        plan.Operations.Any(next => next is ActivationOperation { Kind: Activation.Relu or Activation.Relu6 } && next.Inputs.Contains(operation));
}
