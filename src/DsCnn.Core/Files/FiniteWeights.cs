namespace DsCnn.Files;

/// <summary>The rule of all exporters about weights that are not finite.</summary>
internal static class FiniteWeights
{
    /// <summary>Rejects a network with NaN or infinite weights.</summary>
    /// <exception cref="NotSupportedException">A weight is infinite or NaN.</exception>
    internal static void Require(ModelFile model)
    {
        foreach ((string name, WeightTensor tensor) in model.Weights)
        {
            foreach (float number in tensor.AsFloats())
            {
                if (!float.IsFinite(number))
                    throw new NotSupportedException(ErrorText.OneLine($"{model.Spec.Name} is not exported: {name} has a number that is not finite. Its training went wrong, or its file is damaged."));
            }
        }
    }
}
