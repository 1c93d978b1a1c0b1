namespace DsCnn;

/// <summary>A layer in its place in a model: what goes in, what comes out, what it holds and what it costs.</summary>
public sealed class LayerPlan
{
    private readonly Lazy<IReadOnlyList<WeightShape>> _weights;

    internal LayerPlan(int index, LayerSpec spec, TensorShape input, bool folded = false)
    {
        Index = index;
        Spec = spec.Resolve(input);
        Input = input;

        var graph = new OperationGraph(input, folded);
        Spec.Lower(graph);
        Output = graph.Shape;
        Operations = graph.Operations;
        _weights = new(() => [.. Operations.SelectMany(o => o.Weights).Select(w => w with { Name = $"{Prefix}.{w.Name}" })]);
    }

    /// <summary>The layer's position in <see cref="ModelSpec.Layers"/>, from 0, layers without weights included.</summary>
    public int Index { get; }

    /// <summary>The layer itself, with every default spelt out.</summary>
    public LayerSpec Spec { get; }

    /// <summary>The shape it gets for one image.</summary>
    public TensorShape Input { get; }

    /// <summary>The shape it gives for one image.</summary>
    public TensorShape Output { get; }

    /// <summary>What the names of its weights begin with: <c>layers.0</c>.</summary>
    public string Prefix => $"layers.{Index}";

    /// <summary>Its tensors, under the names that model files use.</summary>
    public IReadOnlyList<WeightShape> Weights => _weights.Value;

    internal IReadOnlyList<Operation> Operations { get; }

    /// <summary>The shape of an operation's input, as its <see cref="Operation.Inputs"/> number it.</summary>
    internal TensorShape ShapeOf(int source) => source == OperationGraph.LayerInput ? Input : Operations[source].Output;
}
