namespace DsCnn;

/// <summary>A convolution or fully connected layer in its place in a network.</summary>
/// <param name="Layer">The layer's position in the spec.</param>
/// <param name="Name">What its weights' names begin with.</param>
/// <param name="Input">The value that it reads.</param>
/// <param name="HasBias">Whether it has a bias.</param>
internal sealed record WeightedOperation(int Layer, string Name, string Input, bool HasBias)
{
    internal string Weight => $"{Name}.weight";

    internal string Bias => $"{Name}.bias";

    /// <summary>All of a network, in order.</summary>
    internal static IEnumerable<WeightedOperation> Of(ModelSpec network)
    {
        string input = OperationNames.Input;
        foreach (LayerPlan plan in network.Plans.Where(plan => plan.Operations.Count > 0))
        {
            IReadOnlyList<string> outputs = OperationNames.OutputsOf(plan), places = OperationNames.PlacesOf(plan);
            foreach ((int i, Operation operation) in plan.Operations.Index())
            {
                if (operation is ConvolutionOperation or LinearOperation)
                {
                    int source = operation.Inputs[0];
                    yield return new WeightedOperation(
                        plan.Index, places[i], source == OperationGraph.LayerInput ? input : outputs[source], operation is not ConvolutionOperation { Bias: false });
                }
            }

            input = outputs[^1];
        }
    }
}
