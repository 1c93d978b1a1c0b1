namespace DsCnn.Quantization;

/// <summary>A convolution and the depthwise one that reads it.</summary>
/// <param name="From">The convolution whose channels are scaled.</param>
/// <param name="To">The depthwise convolution that undoes the scaling.</param>
/// <param name="Value">The value that the depthwise convolution reads.</param>
/// <param name="Obstacle">Why scaling would change the network, or null if it does not.</param>
internal sealed record EqualizedPair(WeightedOperation From, WeightedOperation To, string Value, string? Obstacle)
{
    /// <summary>All pairs within a layer; a depthwise convolution that reads another layer's output has no partner.</summary>
    internal static IEnumerable<EqualizedPair> Of(NetworkPlan network)
    {
        foreach (ConvolutionOperation depthwise in network.Operations.OfType<ConvolutionOperation>().Where(convolution => convolution.IsDepthwise))
        {
            Operation? source = network.ProducerOf(depthwise.Input);
            var activation = source as ActivationOperation;
            if (activation is not null)
                source = network.ProducerOf(activation.Inputs[0]);
            if (source is WeightedOperation from && from.Layer == depthwise.Layer)
                yield return new EqualizedPair(from, depthwise, depthwise.Input.Name, ObstacleOf(activation));
        }
    }

    private static string? ObstacleOf(ActivationOperation? activation) => activation?.Kind switch
    {
        null or Activation.Relu => null,
        Activation kind => $"{kind} is between them: {kind} of s x is not s times {kind} of x",
    };
}
