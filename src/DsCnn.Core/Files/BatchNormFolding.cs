namespace DsCnn;

/// <summary>Folds batch norms into the convolutions before them.</summary>
public static class BatchNormFolding
{
    /// <summary>Returns a network without batch norms that computes the same at inference, with fewer numbers and fewer steps.</summary>
    /// <remarks>
    /// At inference, a batch norm is a scale s = gamma / sqrt(variance + epsilon) and a shift, so a convolution and its batch norm together are one
    /// convolution with weights s W and bias s (b - mean) + beta. They are computed in double precision and rounded once.
    /// </remarks>
    /// <param name="model">The network.</param>
    /// <returns>The network with <see cref="ModelSpec.BatchNorm"/> null; the same network if it was already null.</returns>
    public static ModelFile FoldBatchNorm(this ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Spec.BatchNorm is null)
            return model;

        ModelSpec spec = model.Spec with { BatchNorm = null };
        var folded = new FoldedWeights(model.Spec, name => model.Weights[name], keeps: true);
        return model.With(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(w.Name, folded.Read(w)))));
    }
}
