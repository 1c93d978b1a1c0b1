namespace DsCnn.Quantization;

/// <summary>Decides which values are kept as bytes: those without which a runtime could not run an operation on integers.</summary>
/// <remarks>
/// All but three kinds. A convolution before a ReLU: runtimes do both in one step, and the bytes need not cover what the ReLU cuts off. The last layer's logits: they go into
/// the head (softmax or sigmoid) or out of the network, where bytes win no time and cost precision. And the head's own output.
/// </remarks>
internal static class QuantizationPlacement
{
    internal static IEnumerable<QuantizedValue> ValuesOf(NetworkPlan network)
    {
        yield return new QuantizedValue(network.Input.Name);
        int? logits = LogitsLayer(network);
        foreach (Operation operation in network.Operations.Where(operation => operation is not HeadOperation && operation.Layer != logits))
        {
            foreach (QuantizedValue value in ValuesOf(network, operation))
                yield return value;
        }
    }

    /// <summary>The quantization that a network has by default, but for its numbers: what matters where only sizes do.</summary>
    /// <param name="network">A network without batch norms.</param>
    internal static QuantizationSpec Nominal(ModelSpec network) => new()
    {
        Activations = [.. ValuesOf(network.Plan).Select(value => new ActivationQuantization { Name = value.Name, Scale = 1, ZeroPoint = 0 })],
        Weights = [.. network.Plan.Operations.OfType<WeightedOperation>().Select(operation =>
            new WeightQuantization { Name = operation.Weight.Name, Scales = [.. Enumerable.Repeat(1f, operation.Weight.Dimensions[0])] })],
    };

    /// <summary>All names that a quantization may give a value of some operations: what they give, and the gates inside their swishes.</summary>
    internal static IEnumerable<string> NamesOf(IEnumerable<Operation> operations) =>
        operations.SelectMany(operation => operation is ActivationOperation { Gate: { } gate } ? [gate, operation.Output.Name] : new[] { operation.Output.Name });

    private static IEnumerable<QuantizedValue> ValuesOf(NetworkPlan network, Operation operation)
    {
        string name = operation.Output.Name;
        switch (operation)
        {
            case ActivationOperation { Gate: { } gate }:
                yield return new QuantizedValue(gate, IsGate: true);
                yield return new QuantizedValue(name);
                break;
            case ActivationOperation { Kind: Activation.Sigmoid }:
                yield return new QuantizedValue(name, IsGate: true);
                break;
            case PoolOperation { Kind: PoolKind.Max } or GlobalPoolOperation { Kind: PoolKind.Max }:
                yield return new QuantizedValue(name, SameAs: operation.Inputs[0].Name);
                break;
            default:
                if (!network.ReadersOf(operation.Output).Any(next => next is ActivationOperation { Kind: Activation.Relu or Activation.Relu6 }))
                    yield return new QuantizedValue(name);
                break;
        }
    }

    /// <summary>The last layer before the head, where that is a fully connected one or a global pool: all that it gives stays in float32.</summary>
    private static int? LogitsLayer(NetworkPlan network) =>
        network.ProducerOf(network.Logits) is { } last
        && (last is GlobalPoolOperation || network.Layers[last.Layer].Operations.Any(operation => operation is LinearOperation))
            ? last.Layer
            : null;
}

/// <summary>A value that is worth keeping as bytes.</summary>
/// <param name="Name">Which.</param>
/// <param name="IsGate">Whether it is a sigmoid's, from 0 to 1 whatever the images are.</param>
/// <param name="SameAs">The value whose bytes it consists of, as a maximum does, or null.</param>
internal sealed record QuantizedValue(string Name, bool IsGate = false, string? SameAs = null);
