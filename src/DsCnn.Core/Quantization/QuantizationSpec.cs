using System.Collections.Immutable;

namespace DsCnn;

/// <summary>Which numbers of a network are kept as bytes, and how: what quantization decides and exporters write.</summary>
/// <remarks>
/// A value that is named here is rounded to 256 steps wherever it is used, a weight to 255; all others stay in float32. An operation runs on integers where its
/// inputs, its weights and its output are all named; its bias then is a whole number of (scale of the input x scale of the filter), as the sums are
/// (Jacob et al. 2018, section 2.4). Names are those of a network whose batch norms are folded. Two specs are equal when they say the same in the same order.
/// </remarks>
public sealed record QuantizationSpec
{
    /// <summary>The version of the JSON form.</summary>
    public const int Version = 1;

    /// <summary>The values between the operations that are kept as bytes, each name once.</summary>
    public required ImmutableArray<ActivationQuantization> Activations
    {
        get;
        init => field = RequireUnique(value, activation => activation.Name, nameof(Activations));
    }

    /// <summary>The weights that are kept as bytes, each name once.</summary>
    public required ImmutableArray<WeightQuantization> Weights
    {
        get;
        init => field = RequireUnique(value, weight => weight.Name, nameof(Weights));
    }

    /// <summary>
    /// How the logits are kept by what has no floating-point numbers, as most microcontrollers' runtimes, or null where that is not known. All others leave logits that
    /// <see cref="Activations"/> does not name in float32. It goes by the name of <see cref="NetworkPlan.Logits"/>.
    /// </summary>
    public ActivationQuantization? Logits { get; init; }

    /// <summary>Reads the JSON form, as <c>dscnn.quantization</c> holds it.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="SpecFormatException">The text is none; the message names the place.</exception>
    public static QuantizationSpec FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return QuantizationJson.Read(json);
    }

    /// <summary>Writes the JSON form, which reads back as an equal spec.</summary>
    /// <returns>JSON on one line.</returns>
    public string ToJson() => QuantizationJson.Write(this);

    /// <summary>Checks that it is about a network.</summary>
    /// <param name="network">The network, its batch norms folded.</param>
    /// <exception cref="InvalidSpecException">The network has batch norms, or no such value or weight, or a weight has another number of filters.</exception>
    public void RequireFit(ModelSpec network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Plan.Operations.Any(operation => operation is BatchNormOperation))
            throw new InvalidSpecException($"The batch norms of {network.Name} must be folded before it is quantized. Received: a network with batch norms.");

        HashSet<string> values = [network.Plan.Input.Name, .. QuantizationPlacement.NamesOf(network.Plan.Operations)];
        foreach (ActivationQuantization activation in Activations)
        {
            if (!values.Contains(activation.Name))
                throw new InvalidSpecException($"The quantization names the value {activation.Name}, which {network.Name} does not have.");
        }

        if (Logits is not null && Logits.Name != network.Plan.Logits.Name)
            throw new InvalidSpecException($"The quantization's logits must be {network.Plan.Logits.Name}, as those of {network.Name} are called. Received: {Logits.Name}.");

        var shapes = network.Weights.Where(weight => weight.Role == WeightRole.Weight).ToDictionary(weight => weight.Name);
        foreach (WeightQuantization weight in Weights)
        {
            if (!shapes.TryGetValue(weight.Name, out WeightShape? shape))
                throw new InvalidSpecException($"The quantization names the weight {weight.Name}, which {network.Name} does not have.");
            if (shape.Dimensions[0] != weight.Scales.Length)
            {
                throw new InvalidSpecException(
                    $"The quantization of {weight.Name} must have {shape.Dimensions[0]} scales, one for each filter. Received: {weight.Scales.Length}.");
            }
        }
    }

    /// <summary>Leaves some layers in float32.</summary>
    /// <remarks>Their inputs and outputs are still rounded where the layer on the other side needs bytes.</remarks>
    /// <param name="network">The network that this is about.</param>
    /// <param name="layers">Positions in <see cref="ModelSpec.Layers"/>.</param>
    /// <returns>The spec without them.</returns>
    /// <exception cref="InvalidSpecException">It is about another network.</exception>
    public QuantizationSpec WithFloatLayers(ModelSpec network, IEnumerable<int> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        RequireFit(network);
        return FloatLayers.Remove(this, network, [.. layers]);
    }

    /// <summary>Whether both say the same.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True where they are equal.</returns>
    public bool Equals(QuantizationSpec? other) =>
        other is not null && Activations.SequenceEqual(other.Activations) && Weights.SequenceEqual(other.Weights) && Logits == other.Logits;

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (ActivationQuantization activation in Activations)
            hash.Add(activation);
        foreach (WeightQuantization weight in Weights)
            hash.Add(weight);
        hash.Add(Logits);
        return hash.ToHashCode();
    }

    private static ImmutableArray<T> RequireUnique<T>(ImmutableArray<T> items, Func<T, string> name, string member)
        where T : class
    {
        if (items.IsDefault || items.Any(item => item is null))
            throw new InvalidSpecException($"{member} must be a list without gaps. Received: null.", member);
        string? twice = items.GroupBy(name).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? items : throw new InvalidSpecException($"{member} must name each tensor once. Received twice: {twice}.", member);
    }
}
