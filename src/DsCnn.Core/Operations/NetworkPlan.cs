using System.Collections.Immutable;

namespace DsCnn.Plan;

/// <summary>A network as the steps that inference consists of: what everything reads that runs or writes a network.</summary>
/// <remarks>
/// Made by <see cref="ModelSpec.Plan"/>. Guaranteed: operations stand in an order in which they can run, each gives one value, and reads values that stand before it; the last one
/// gives the network's output; names of values and of tensors are unique; every shape is that of one image. What only acts in training (dropout, drop path) is not there. Where the
/// spec's batch norms are folded there is no <see cref="BatchNormOperation"/>, and each convolution that had one has a bias.
/// </remarks>
public sealed class NetworkPlan
{
    /// <summary>The operations that read each value; only some back ends ask, and a search makes many plans.</summary>
    private IReadOnlyList<Operation>[]? _readers;

    internal NetworkPlan(PlanValue input, ImmutableArray<LayerPlan> layers)
    {
        Input = input;
        Layers = layers;
        Operations = [.. layers.SelectMany(layer => layer.Operations)];
        Values = [input, .. Operations.Select(operation => operation.Output)];
        Weights = [.. Operations.SelectMany(operation => operation.Weights)];
    }

    /// <summary>The images.</summary>
    public PlanValue Input { get; }

    /// <summary>What the network gives: probabilities where it has a head.</summary>
    public PlanValue Output => Values[^1];

    /// <summary>What the network gives before its head; the same as <see cref="Output"/> where it has none.</summary>
    public PlanValue Logits => Operations is [.., HeadOperation head] ? head.Inputs[0] : Output;

    /// <summary>The steps in order.</summary>
    public ImmutableArray<Operation> Operations { get; }

    /// <summary>The images, then what each operation gives, in order.</summary>
    public ImmutableArray<PlanValue> Values { get; }

    /// <summary>Every tensor of the network, in the order of the operations.</summary>
    public ImmutableArray<WeightShape> Weights { get; }

    /// <summary>The same steps layer by layer.</summary>
    public ImmutableArray<LayerPlan> Layers { get; }

    /// <summary>Finds the operation that gives a value.</summary>
    /// <param name="value">A value of this plan.</param>
    /// <returns>The operation, or null for the images.</returns>
    public Operation? ProducerOf(PlanValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Index == 0 ? null : Operations[value.Index - 1];
    }

    /// <summary>Finds the operations that read a value.</summary>
    /// <param name="value">A value of this plan.</param>
    /// <returns>Them in order; none for the output.</returns>
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

/// <summary>A value of a network: the images, or what one operation gives.</summary>
public sealed class PlanValue
{
    internal PlanValue(int index, string name, TensorShape shape) =>
        (Index, Name, Shape) = (index, name, shape);

    /// <summary>Its place in <see cref="NetworkPlan.Values"/>: 0 for the images, i + 1 for the output of operation i.</summary>
    public int Index { get; }

    /// <summary>A name that no other value of the network has, such as <c>layers.0.bn_1.swish</c>; the images are <c>input</c>. A <see cref="QuantizationSpec"/> and an exported ONNX file use it.</summary>
    public string Name { get; }

    /// <summary>Its shape for one image: a map C x H x W or a vector. A batch adds a first dimension N.</summary>
    public TensorShape Shape { get; }

    /// <summary>The images that a network takes, C x H x W.</summary>
    internal static PlanValue Images(TensorShape shape) => new(0, "input", shape);
}
