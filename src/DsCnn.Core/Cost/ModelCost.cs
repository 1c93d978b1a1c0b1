using System.Collections.Immutable;

namespace DsCnn;

/// <summary>What a network costs at inference for one image, counted from its spec without making a tensor.</summary>
/// <remarks>
/// MACs are the multiply-accumulates of convolutions and fully connected layers, the convention of torchvision's and EfficientNet's tables;
/// one MAC is two FLOP. Batch norm, activations, pooling and scaling are not counted.
/// </remarks>
public sealed record ModelCost
{
    private ModelCost(string name, TensorShape input, ImmutableArray<LayerCost> layers)
    {
        Name = name;
        Input = input;
        Layers = layers;
        Parameters = layers.Aggregate(0L, (sum, layer) => checked(sum + layer.Parameters));
        Macs = layers.Aggregate(0L, (sum, layer) => checked(sum + layer.Macs));
        Flops = checked(2 * Macs);
    }

    /// <summary>What the model is called.</summary>
    public string Name { get; }

    /// <summary>The image it takes, C x H x W.</summary>
    public TensorShape Input { get; }

    /// <summary>The cost of each layer, in order.</summary>
    public ImmutableArray<LayerCost> Layers { get; }

    /// <summary>Trained numbers: weights and biases, batch norm's included, running statistics not.</summary>
    public long Parameters { get; }

    /// <summary>Multiply-accumulates.</summary>
    public long Macs { get; }

    /// <summary>Floating-point operations: 2 x <see cref="Macs"/>.</summary>
    public long Flops { get; }

    /// <summary>Bytes of the parameters as float32.</summary>
    public long ParameterBytes => Parameters * sizeof(float);

    internal static ModelCost Of(ModelSpec spec)
    {
        try
        {
            return new ModelCost(spec.Name, spec.Input.Shape, [.. spec.Plans.Select(Of)]);
        }
        catch (OverflowException overflow)
        {
            throw new InvalidSpecException(
                "the network needs more than 2^62 parameters or multiply-accumulates. Make its layers smaller.",
                place: "layers", innerException: overflow);
        }
    }

    private static LayerCost Of(LayerPlan plan) =>
        new(
            plan.Index,
            plan.Spec.Type,
            plan.Output,
            plan.Weights.Where(w => w.Role == WeightRole.Parameter).Aggregate(0L, (sum, w) => checked(sum + w.Elements)),
            plan.Operations.Aggregate(0L, (sum, o) => checked(sum + o.Macs)));
}
