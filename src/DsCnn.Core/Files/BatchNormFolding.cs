using System.Numerics;

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
        float[]? oldBias = convolution.Bias is { } known ? Floats(known) : null;
        float[] gamma = Floats(norm.Gamma), beta = Floats(norm.Beta), mean = Floats(norm.RunningMean), variance = Floats(norm.RunningVariance);
        double[] scales = new double[convolution.Filters];

        float[] bias = new float[convolution.Filters];
        for (int filter = 0; filter < convolution.Filters; filter++)
        {
            double scale = scales[filter] = gamma[filter] / Math.Sqrt(variance[filter] + norm.Epsilon);
            bias[filter] = (float)((scale * ((oldBias?[filter] ?? 0.0) - mean[filter])) + beta[filter]);
        }

        folded[convolution.Weight.Name] = WeightTensor.Compute(kernels.Dimensions, kernels.AsFloats(), (target, source) =>
        {
            int filterSize = source.Length / scales.Length;
            foreach ((int filter, double scale) in scales.Index())
                Scale(source.Slice(filter * filterSize, filterSize), scale, target.Slice(filter * filterSize, filterSize));
        });
        folded[$"{convolution.Name}.bias"] = WeightTensor.FromFloats([convolution.Filters], bias);

        float[] Floats(WeightShape weight) => weights[weight.Name].ToFloats();
    }

    private static void Scale(ReadOnlySpan<float> source, double scale, Span<float> target)
    {
        int i = 0;
        for (var factor = new Vector<double>(scale); i <= source.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(source[i..]), out Vector<double> low, out Vector<double> high);
            Vector.Narrow(low * factor, high * factor).CopyTo(target[i..]);
        }

        for (; i < source.Length; i++)
            target[i] = (float)(scale * source[i]);
    }
}
