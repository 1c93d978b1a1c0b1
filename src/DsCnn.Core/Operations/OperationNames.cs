namespace DsCnn;

/// <summary>What the values between a network's operations are called, wherever they are spoken of.</summary>
internal static class OperationNames
{
    /// <summary>The images that a network takes.</summary>
    internal const string Input = "input";

    /// <summary>All values of a network.</summary>
    internal static IEnumerable<string> ValuesOf(ModelSpec network) => network.Plans.SelectMany(ValuesOf).Prepend(Input);

    /// <summary>All values of a layer: what its operations give, and the gates inside its swishes.</summary>
    internal static IReadOnlyList<string> ValuesOf(LayerPlan plan) =>
        [.. OutputsOf(plan), .. Enumerable.Range(0, plan.Operations.Count).Select(i => GateOf(plan, i)).OfType<string>()];

    /// <summary>What each operation of a layer gives, in their order.</summary>
    internal static IReadOnlyList<string> OutputsOf(LayerPlan plan) =>
        [.. PlacesOf(plan).Zip(plan.Operations, (place, operation) => SuffixOf(operation) is { } suffix ? $"{place}.{suffix}" : place)];

    /// <summary>What a layer with operations gives.</summary>
    internal static string OutputOf(LayerPlan plan) => OutputsOf(plan)[^1];

    /// <summary>The sigmoid by which a swish multiplies its input, or null where the operation is no swish.</summary>
    internal static string? GateOf(LayerPlan plan, int operation) =>
        plan.Operations[operation] is ActivationOperation { Kind: Activation.Swish } ? GateOf(PlacesOf(plan)[operation]) : null;

    /// <summary>The sigmoid of the swish at a place.</summary>
    internal static string GateOf(string place) => $"{place}.sigmoid";

    /// <summary>Where each operation of a layer stands: what has no name of its own is named after the convolution or batch norm that it follows.</summary>
    internal static IReadOnlyList<string> PlacesOf(LayerPlan plan)
    {
        var places = new List<string>();
        foreach (Operation operation in plan.Operations)
            places.Add(NameOf(operation) is { } name ? $"{plan.Prefix}.{name}" : places.Count == 0 ? plan.Prefix : places[^1]);
        return places;
    }

    private static string? NameOf(Operation operation) => operation switch
    {
        ConvolutionOperation convolution => convolution.Name,
        BatchNormOperation batchNorm => batchNorm.Name,
        _ => null,
    };

    private static string? SuffixOf(Operation operation) => operation switch
    {
        ActivationOperation activation => JsonElements.Name(activation.Kind),
        PoolOperation pool => pool.Kind == PoolKind.Average ? "averagePool" : "maxPool",
        GlobalPoolOperation pool => pool.Kind == PoolKind.Average ? "globalAveragePool" : "globalMaxPool",
        LinearOperation => "linear",
        HeadOperation head => JsonElements.Name(head.Kind),
        ScaleOperation => "scale",
        AddOperation => "add",
        _ => null,
    };
}
