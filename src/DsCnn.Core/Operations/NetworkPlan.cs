using System.Collections.Immutable;

namespace DsCnn.Plan;

/// <summary>A network as the operations of inference: the input of everything that runs or writes a network.</summary>
/// <remarks>
/// Created by <see cref="ModelSpec.Plan"/>. Guarantees: operations are in an order in which they can run; each produces one value and reads values produced before it; the last one
/// produces the network's output; names of values and of tensors are unique; all shapes are those of one image. Anything that is active only in training (dropout, drop path) is absent. If the
/// spec's batch norms are folded, there is no <see cref="BatchNormOperation"/>, and each convolution that had one has a bias.
/// </remarks>
public sealed class NetworkPlan
{
    /// <summary>The operations that read each value, created on demand: only some back ends ask, and a search creates many plans.</summary>
    private IReadOnlyList<Operation>[]? _readers;

    internal NetworkPlan(PlanValue input, ImmutableArray<LayerPlan> layers)
    {
        Input = input;
        Layers = layers;
        Operations = [.. layers.SelectMany(layer => layer.Operations)];
        Values = [input, .. Operations.Select(operation => operation.Output)];
        Weights = [.. Operations.SelectMany(operation => operation.Weights)];
    }

    /// <summary>The input images.</summary>
    public PlanValue Input { get; }

    /// <summary>The network's output: probabilities if it has a head.</summary>
    public PlanValue Output => Values[^1];

    /// <summary>The network's output before its head; the same as <see cref="Output"/> if it has none.</summary>
    public PlanValue Logits => Operations is [.., HeadOperation head] ? head.Inputs[0] : Output;

    /// <summary>The operations in order.</summary>
    public ImmutableArray<Operation> Operations { get; }

    /// <summary>The input images, then the output of each operation, in order.</summary>
    public ImmutableArray<PlanValue> Values { get; }

    /// <summary>All tensors of the network, in the order of the operations.</summary>
    public ImmutableArray<WeightShape> Weights { get; }

    /// <summary>The same operations layer by layer.</summary>
    public ImmutableArray<LayerPlan> Layers { get; }

    /// <summary>Finds the operation that produces a value.</summary>
    /// <param name="value">A value of this plan.</param>
    /// <returns>The operation, or null for the images.</returns>
    public Operation? ProducerOf(PlanValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Index == 0 ? null : Operations[value.Index - 1];
    }

    /// <summary>Finds the operations that read a value.</summary>
    /// <param name="value">A value of this plan.</param>
    /// <returns>The operations in order; none for the output.</returns>
    public IEnumerable<Operation> ReadersOf(PlanValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _readers ??= IndexReaders();
        return _readers[value.Index];
    }

    private IReadOnlyList<Operation>[] IndexReaders()
    {
        List<Operation>[] readers = [.. Values.Select(_ => new List<Operation>())];
        foreach (Operation operation in Operations)
        {
            foreach (PlanValue input in operation.Inputs.Distinct())
                readers[input.Index].Add(operation);
        }

        return readers;
    }
}

/// <summary>A value in a network: the input images, or the output of one operation.</summary>
public sealed class PlanValue
{
    internal PlanValue(int index, string name, TensorShape shape) =>
        (Index, Name, Shape) = (index, name, shape);

    /// <summary>Its index in <see cref="NetworkPlan.Values"/>: 0 for the images, i + 1 for the output of operation i.</summary>
    public int Index { get; }

    /// <summary>Its name, unique within the network, such as <c>layers.0.bn_1.swish</c>; the images are <c>input</c>. A <see cref="QuantizationSpec"/> and an exported ONNX file use it.</summary>
    public string Name { get; }

    /// <summary>Its shape for one image: a map C x H x W or a vector. A batch adds a first dimension N.</summary>
    public TensorShape Shape { get; }

    /// <summary>The images that a network takes, C x H x W.</summary>
    internal static PlanValue Images(TensorShape shape) => new(0, "input", shape);
}
