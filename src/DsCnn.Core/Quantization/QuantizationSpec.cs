using System.Collections.Immutable;

namespace DsCnn;

/// <summary>Which numbers of a network are stored as bytes, and how: the result of quantization, and what exporters write.</summary>
/// <remarks>
/// A value that is named here is rounded to 256 steps wherever it is used, a weight to 255; all others stay in float32. An operation runs on integers if its
/// inputs, its weights and its output are all named; its bias is then an integer in units of (input scale x filter scale), like the sums
/// (Jacob et al. 2018, section 2.4). Names are those of a network with folded batch norms. Two specs are equal if they have the same entries in the same order.
/// </remarks>
public sealed record QuantizationSpec
{
    /// <summary>The version of the JSON form.</summary>
    public const int Version = 1;

    /// <summary>The values between operations that are stored as bytes, each name once.</summary>
    public required ImmutableArray<ActivationQuantization> Activations
    {
        get;
        init => field = RequireUnique(value, activation => activation.Name, nameof(Activations));
    }

    /// <summary>The weights that are stored as bytes, each name once.</summary>
    public required ImmutableArray<WeightQuantization> Weights
    {
        get;
        init => field = RequireUnique(value, weight => weight.Name, nameof(Weights));
    }

    /// <summary>
    /// How runtimes without floating-point numbers, such as most of those for microcontrollers, store the logits, or null if not known. All others leave logits that
    /// <see cref="Activations"/> does not name in float32. It has the name of <see cref="NetworkPlan.Logits"/>.
    /// </summary>
    public ActivationQuantization? Logits { get; init; }

    /// <summary>Reads the JSON form, which is the content of <c>dscnn.quantization</c>.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="SpecFormatException">The text is not a quantization; the message names the place.</exception>
    public static QuantizationSpec FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return QuantizationJson.Read(json);
    }

    /// <summary>Writes the JSON form, from which <see cref="FromJson"/> reads an equal spec.</summary>
    /// <returns>JSON on one line.</returns>
    public string ToJson() => QuantizationJson.Write(this);

    /// <summary>Checks that the quantization matches a network.</summary>
    /// <param name="network">The network, with folded batch norms.</param>
    /// <exception cref="InvalidSpecException">The network has batch norms or lacks a value or weight, or a weight has a different number of filters.</exception>
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
            throw new InvalidSpecException($"The quantization's logits must be {network.Plan.Logits.Name}, the name of the logits of {network.Name}. Received: {Logits.Name}.");

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
    /// <remarks>Their inputs and outputs are still rounded if the adjacent layer needs bytes.</remarks>
    /// <param name="network">The network that the quantization belongs to.</param>
    /// <param name="layers">Positions in <see cref="ModelSpec.Layers"/>.</param>
    /// <returns>The spec without these layers.</returns>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network.</exception>
    public QuantizationSpec WithFloatLayers(ModelSpec network, IEnumerable<int> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        RequireFit(network);
        return FloatLayers.Remove(this, network, [.. layers]);
    }

    /// <summary>Whether both have the same entries in the same order.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True if they are equal.</returns>
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
