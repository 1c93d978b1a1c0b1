using System.Collections.Immutable;

namespace DsCnn.Cost;

/// <summary>The cost of a network at inference for one image, computed from its spec without creating a tensor.</summary>
/// <remarks>
/// MACs are the multiply-accumulates of convolutions and fully connected layers, the convention of torchvision's and EfficientNet's tables;
/// one MAC is two FLOP. <see cref="MacsWithBatchNorm"/> follows the other common convention, fvcore's. Neither counts activations, pooling
/// and scaling.
/// </remarks>
/// <example><code>
/// ModelCost cost = Presets.Find("ds-nano").ToSpec().Cost;
/// Console.WriteLine($"{cost.Parameters:N0} parameters, {cost.Int8Bytes:N0} bytes as int8");
/// Console.WriteLine($"{cost.Macs:N0} MACs, {cost.PeakActivationBytes:N0} bytes of feature maps");
/// </code></example>
public sealed class ModelCost
{
    private readonly long _storedNumbers;

    private ModelCost(string name, NetworkPlan plan)
    {
        Name = name;
        Input = plan.Input.Shape;
        Layers = [.. plan.Layers.Select(Of)];
        _storedNumbers = plan.Weights.Aggregate(0L, (sum, weight) => checked(sum + weight.Elements));
        PeakActivationElements = ActivationMemory.PeakElements(plan.Input, plan.Operations);
        Parameters = Layers.Aggregate(0L, (sum, layer) => checked(sum + layer.Parameters));
        Macs = Layers.Aggregate(0L, (sum, layer) => checked(sum + layer.Macs));
        MacsWithBatchNorm = Layers.Aggregate(0L, (sum, layer) => checked(sum + layer.MacsWithBatchNorm));
        Flops = checked(2 * Macs);
    }

    /// <summary>The name of the model.</summary>
    public string Name { get; private set; }

    /// <summary>The shape of its input, C x H x W.</summary>
    public TensorShape Input { get; }

    /// <summary>The cost of each layer, in order.</summary>
    public ImmutableArray<LayerCost> Layers { get; }

    /// <summary>The number of trained parameters: weights and biases, including batch norm's but not running statistics.</summary>
    public long Parameters { get; }

    /// <summary>Multiply-accumulates of its convolutions and fully connected layers.</summary>
    public long Macs { get; }

    /// <summary>Floating-point operations: 2 x <see cref="Macs"/>.</summary>
    public long Flops { get; }

    /// <summary>Multiply-accumulates in fvcore's convention: batch norms count two per element.</summary>
    public long MacsWithBatchNorm { get; }

    /// <summary>The maximum number of activations alive at once at inference: an operation's inputs and output, and what a later operation still reads.</summary>
    public long PeakActivationElements { get; }

    /// <summary>The same in bytes of float32.</summary>
    public long PeakActivationBytes => checked(PeakActivationElements * sizeof(float));

    /// <summary>Bytes of all stored numbers, parameters and running statistics, as float32.</summary>
    public long Float32Bytes => checked(_storedNumbers * 4);

    /// <summary>Bytes of all stored numbers as float16.</summary>
    public long Float16Bytes => checked(_storedNumbers * 2);

    /// <summary>Bytes of all stored numbers as int8, without scales.</summary>
    public long Int8Bytes => _storedNumbers;

    /// <summary>Whether the two are indistinguishable.</summary>
    internal bool IsSame(ModelCost other) =>
        (Name, Input, _storedNumbers, PeakActivationElements, Parameters, Macs) ==
        (other.Name, other.Input, other._storedNumbers, other.PeakActivationElements, other.Parameters, other.Macs);

    internal ModelCost Named(string name)
    {
        var copy = (ModelCost)MemberwiseClone();
        copy.Name = name;
        return copy;
    }

    internal static ModelCost Of(string name, NetworkPlan plan)
    {
        try
        {
            return new ModelCost(name, plan);
        }
        catch (OverflowException overflow)
        {
            throw new InvalidSpecException(
                "the network needs more than 2^62 parameters or multiply-accumulates. Make its layers smaller.",
                place: "layers", innerException: overflow);
        }
    }

    internal static LayerCost Of(LayerPlan plan) =>
        new(
            plan.Index,
            plan.Spec.Type,
            plan.Output.Shape,
            plan.Weights.Where(w => w.IsParameter).Aggregate(0L, (sum, w) => checked(sum + w.Elements)),
            plan.Operations.Aggregate(0L, (sum, o) => checked(sum + o.Macs)),
            plan.Operations.OfType<BatchNormOperation>().Aggregate(0L, (sum, o) => checked(sum + (2 * o.Output.Shape.LongElements))));
}
