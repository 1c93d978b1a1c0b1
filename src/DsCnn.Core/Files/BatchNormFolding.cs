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
        if (model.Spec.BatchNorm is null)
            return model;

        var folded = new Dictionary<string, WeightTensor>();
        foreach (BatchNormOperation norm in model.Spec.Plan.Operations.OfType<BatchNormOperation>())
            Fold(model.Weights, norm, (ConvolutionOperation)model.Spec.Plan.ProducerOf(norm.Inputs[0])!, folded);

        ModelSpec spec = model.Spec with { BatchNorm = null };
        return model.With(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(w.Name, folded.GetValueOrDefault(w.Name) ?? model.Weights[w.Name]))));
    }

    private static void Fold(WeightSet weights, BatchNormOperation norm, ConvolutionOperation convolution, Dictionary<string, WeightTensor> folded)
    {
        WeightTensor kernels = weights[convolution.Weight.Name];
        float[] values = kernels.ToFloats();
        float[]? oldBias = convolution.Bias is { } known ? Floats(known) : null;
        float[] gamma = Floats(norm.Gamma), beta = Floats(norm.Beta), mean = Floats(norm.RunningMean), variance = Floats(norm.RunningVariance);

        float[] bias = new float[convolution.Filters];
        int filterSize = values.Length / convolution.Filters;
        for (int filter = 0; filter < convolution.Filters; filter++)
        {
            double scale = gamma[filter] / Math.Sqrt(variance[filter] + norm.Epsilon);
            bias[filter] = (float)((scale * ((oldBias?[filter] ?? 0.0) - mean[filter])) + beta[filter]);
            foreach (ref float value in values.AsSpan(filter * filterSize, filterSize))
                value = (float)(scale * value);
        }

        folded[convolution.Weight.Name] = WeightTensor.FromFloats(kernels.Dimensions, values);
        folded[$"{convolution.Name}.bias"] = WeightTensor.FromFloats([convolution.Filters], bias);

        float[] Floats(WeightShape weight) => weights[weight.Name].ToFloats();
    }
}
