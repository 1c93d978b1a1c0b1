namespace DsCnn;

/// <summary>A convolution and the depthwise one that reads it.</summary>
/// <param name="From">The convolution whose channels are scaled.</param>
/// <param name="To">The depthwise convolution that takes it back.</param>
/// <param name="Value">What the latter reads.</param>
/// <param name="Obstacle">Why scaling would change the network, or null where it does not.</param>
internal sealed record EqualizedPair(WeightedOperation From, WeightedOperation To, string Value, string? Obstacle)
{
    /// <summary>Every pair within a layer; a depthwise convolution that reads another layer's output has no partner.</summary>
    internal static IEnumerable<EqualizedPair> Of(ModelSpec network)
    {
        ILookup<int, WeightedOperation> weighted = WeightedOperation.Of(network).ToLookup(operation => operation.Layer);
        foreach (LayerPlan plan in network.Plans)
        {
            IReadOnlyList<string> places = OperationNames.PlacesOf(plan);
            foreach ((int i, Operation operation) in plan.Operations.Index())
            {
                if (operation is not ConvolutionOperation { IsDepthwise: true } || operation.Inputs[0] is OperationGraph.LayerInput)
                    continue;
                int source = operation.Inputs[0];
                var activation = plan.Operations[source] as ActivationOperation;
                int producer = activation?.Inputs[0] ?? source;
                WeightedOperation to = At(i);
                yield return new EqualizedPair(At(producer), to, to.Input, ObstacleOf(activation));

                WeightedOperation At(int index) => weighted[plan.Index].First(candidate => candidate.Name == places[index]);
            }
        }
    }

    private static string? ObstacleOf(ActivationOperation? activation) => activation?.Kind switch
    {
        null or Activation.Relu => null,
        Activation kind => $"{kind} stands between them: {kind} of s x is not s times {kind} of x",
    };
}
