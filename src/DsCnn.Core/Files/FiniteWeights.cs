namespace DsCnn.Files;

/// <summary>The one rule of all exporters about numbers that are none.</summary>
internal static class FiniteWeights
{
    /// <summary>Refuses a network that computes nothing.</summary>
    /// <exception cref="NotSupportedException">A weight is infinite or no number.</exception>
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
