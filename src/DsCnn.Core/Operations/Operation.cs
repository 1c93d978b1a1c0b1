using System.Collections.Immutable;

namespace DsCnn.Plan;

/// <summary>One step of a network at inference, with all the facts needed to run or write it. Nothing has to be derived from the kind of its layer.</summary>
/// <remarks>There are nine kinds, all in this namespace: <see cref="ConvolutionOperation"/>, <see cref="LinearOperation"/>, <see cref="BatchNormOperation"/>, <see cref="ActivationOperation"/>,
/// <see cref="PoolOperation"/>, <see cref="GlobalPoolOperation"/>, <see cref="ScaleOperation"/>, <see cref="AddOperation"/> and <see cref="HeadOperation"/>.</remarks>
public abstract class Operation
{
    private protected Operation(int layer, PlanValue output, params ImmutableArray<PlanValue> inputs) => (Layer, Output, Inputs) = (layer, output, inputs);

    /// <summary>The position in <see cref="ModelSpec.Layers"/> of the layer that it belongs to.</summary>
    public int Layer { get; }

    /// <summary>The value that it produces.</summary>
    public PlanValue Output { get; }

    /// <summary>The values that it reads, one or two; each is the images or the output of an earlier operation.</summary>
    public ImmutableArray<PlanValue> Inputs { get; }

    /// <summary>Its tensors, under the names that model files use; empty for most kinds.</summary>
    public virtual ImmutableArray<WeightShape> Weights => [];

    /// <summary>Multiply-accumulates for one image; only convolutions and fully connected layers have any.</summary>
    public virtual long Macs => 0;

    /// <summary>How many rows and columns of its input correspond to one row and column of its output; 1 except for convolutions and pools with a stride.</summary>
    public virtual int Stride => 1;

    /// <summary>Whether the output can replace an input in memory, element by element.</summary>
    public virtual bool WorksInPlace => false;
}

/// <summary>An operation with a weight and optionally a bias: output = weight * input + bias.</summary>
public abstract class WeightedOperation : Operation
{
    private protected WeightedOperation(int layer, string name, IReadOnlyList<int> weight, bool bias, PlanValue output, PlanValue input)
        : base(layer, output, input)
    {
        Name = name;
        Weight = new WeightShape($"{name}.weight", weight, WeightRole.Weight);
        Bias = bias ? new WeightShape($"{name}.bias", [weight[0]], WeightRole.Bias) : null;
        Weights = Bias is null ? [Weight] : [Weight, Bias];
    }

    /// <summary>The prefix of its tensors' names, such as <c>layers.0.conv_1</c>.</summary>
    public string Name { get; }

    /// <summary>The weight: filters x (channels / groups) x kernel x kernel, or units x features.</summary>
    public WeightShape Weight { get; }

    /// <summary>The bias, one number per filter or unit, or null for none.</summary>
    public WeightShape? Bias { get; }

    /// <inheritdoc/>
    public override ImmutableArray<WeightShape> Weights { get; }

    /// <summary>The value that it reads.</summary>
    public PlanValue Input => Inputs[0];
}
