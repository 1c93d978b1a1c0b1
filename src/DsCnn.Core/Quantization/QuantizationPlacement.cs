namespace DsCnn.Quantization;

/// <summary>Decides which values to store as bytes: those that a runtime needs as bytes to run an operation on integers.</summary>
/// <remarks>
/// These are all values except three kinds. The output of a convolution before a ReLU: runtimes fuse the two, and the bytes need not cover what the ReLU clips. The last layer's logits: they are
/// the input of the head (softmax or sigmoid) or the network's output, where bytes save no time and cost precision. And the head's own output.
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

    /// <summary>A network's default quantization without meaningful scales, for when only sizes matter.</summary>
    /// <param name="network">A network without batch norms.</param>
    internal static QuantizationSpec Nominal(ModelSpec network) => new()
    {
        Activations = [.. ValuesOf(network.Plan).Select(value => new ActivationQuantization { Name = value.Name, Scale = 1, ZeroPoint = 0 })],
        Weights = [.. network.Plan.Operations.OfType<WeightedOperation>().Select(operation =>
            new WeightQuantization { Name = operation.Weight.Name, Scales = [.. Enumerable.Repeat(1f, operation.Weight.Dimensions[0])] })],
    };

    /// <summary>All names that a quantization may give to values of some operations: their outputs, and the gates inside their Swish activations.</summary>
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

    /// <summary>The last layer before the head, if it is fully connected or a global pool: all its outputs stay in float32.</summary>
    private static int? LogitsLayer(NetworkPlan network) =>
        network.ProducerOf(network.Logits) is { } last
        && (last is GlobalPoolOperation || network.Layers[last.Layer].Operations.Any(operation => operation is LinearOperation))
            ? last.Layer
            : null;
}

/// <summary>A value to store as bytes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsGate">Whether it is the output of a sigmoid, which is from 0 to 1 for all images.</param>
/// <param name="SameAs">The value whose bytes it shares, as for a maximum, or null.</param>
internal sealed record QuantizedValue(string Name, bool IsGate = false, string? SameAs = null);
