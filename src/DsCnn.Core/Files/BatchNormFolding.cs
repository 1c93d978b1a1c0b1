namespace DsCnn;

/// <summary>Makes batch norms part of the convolutions before them.</summary>
public static class BatchNormFolding
{
    /// <summary>Gives a network without batch norms that computes the same at inference, with fewer numbers and fewer steps.</summary>
    /// <remarks>
    /// At inference a batch norm is a scale s = gamma / sqrt(variance + epsilon) and a shift, so that convolution and batch norm together are one
    /// convolution with the weights s W and the bias s (b - mean) + beta. Computed in double precision and rounded once.
    /// </remarks>
    /// <param name="model">The network.</param>
    /// <returns>The network with <see cref="ModelSpec.BatchNorm"/> null; the same one where it was null before.</returns>
    public static ModelFile FoldBatchNorm(this ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Spec.BatchNorm is not { } batchNorm)
            return model;

        var folded = new Dictionary<string, WeightTensor>();
        foreach (LayerPlan plan in model.Spec.Plans)
        {
            foreach (BatchNormOperation norm in plan.Operations.OfType<BatchNormOperation>())
                Fold(model.Weights, plan, norm, batchNorm.Epsilon, folded);
        }

        ModelSpec spec = model.Spec with { BatchNorm = null };
        return model.With(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(w.Name, folded.GetValueOrDefault(w.Name) ?? model.Weights[w.Name]))));
    }

    private static void Fold(WeightSet weights, LayerPlan plan, BatchNormOperation norm, double epsilon, Dictionary<string, WeightTensor> folded)
    {
        var convolution = (ConvolutionOperation)plan.Operations[norm.Source];
        string name = $"{plan.Prefix}.{convolution.Name}";
        WeightTensor kernels = weights[$"{name}.weight"];
        float[] values = kernels.ToFloats();
        float[]? oldBias = weights.GetValueOrDefault($"{name}.bias")?.ToFloats();
        float[] gamma = Floats("weight"), beta = Floats("bias"), mean = Floats("running_mean"), variance = Floats("running_var");

        float[] bias = new float[convolution.Filters];
        int filterSize = values.Length / convolution.Filters;
        for (int filter = 0; filter < convolution.Filters; filter++)
        {
            double scale = gamma[filter] / Math.Sqrt(variance[filter] + epsilon);
            bias[filter] = (float)((scale * ((oldBias?[filter] ?? 0.0) - mean[filter])) + beta[filter]);
            foreach (ref float value in values.AsSpan(filter * filterSize, filterSize))
                value = (float)(scale * value);
        }

        folded[$"{name}.weight"] = WeightTensor.FromFloats(kernels.Dimensions, values);
        folded[$"{name}.bias"] = WeightTensor.FromFloats([convolution.Filters], bias);

        float[] Floats(string part) => weights[$"{plan.Prefix}.{norm.Name}.{part}"].ToFloats();
    }
}
