using System.Runtime.Intrinsics;

namespace DsCnn.Files;

/// <summary>The tensors of a network with folded batch norms, each computed on request from the stored tensors of the convolution and its batch norm.</summary>
/// <param name="spec">The network, with batch norms or without.</param>
/// <param name="read">Returns a tensor of that network; the next call may overwrite it.</param>
/// <param name="keeps">Whether the results are kept; otherwise the next call may overwrite them, too.</param>
internal sealed class FoldedWeights(ModelSpec spec, Func<string, WeightTensor> read, bool keeps)
{
    private readonly Dictionary<string, BatchNormOperation> _norms = NormsOf(spec.Plan);
    private readonly Dictionary<BatchNormOperation, Factors> _factors = [];
    private byte[]? _memory;

    /// <summary>Returns a tensor of the network with <see cref="ModelSpec.BatchNorm"/> null; if nothing is folded into it, the result of <c>read</c>.</summary>
    internal WeightTensor Read(WeightShape weight)
    {
        if (!_norms.TryGetValue(weight.Name, out BatchNormOperation? norm))
            return read(weight.Name);
        if (!_factors.TryGetValue(norm, out Factors? factors))
            _factors.Add(norm, factors = FactorsOf(norm));
        return weight.Role == WeightRole.Bias ? factors.Bias : Fold(read(weight.Name), factors.Scales);
    }

    /// <summary>The batch norm of each weight and bias that has one.</summary>
    private static Dictionary<string, BatchNormOperation> NormsOf(NetworkPlan plan)
    {
        var norms = new Dictionary<string, BatchNormOperation>();
        foreach (Operation operation in plan.Operations)
        {
            if (operation is not BatchNormOperation norm)
                continue;
            ConvolutionOperation convolution = ConvolutionOf(plan, norm);
            norms.Add(convolution.Weight.Name, norm);
            norms.Add($"{convolution.Name}.bias", norm);
        }

        return norms;
    }

    private static ConvolutionOperation ConvolutionOf(NetworkPlan plan, BatchNormOperation norm) => (ConvolutionOperation)plan.ProducerOf(norm.Inputs[0])!;

    private WeightTensor Fold(WeightTensor kernels, double[] scales)
    {
        if (!keeps)
            _memory ??= GC.AllocateUninitializedArray<byte>(LargestFolded());
        return WeightTensor.Compute(
            kernels.Dimensions,
            kernels.AsFloats(),
            (target, source) =>
            {
                int filterSize = source.Length / scales.Length;
                for (int filter = 0; filter < scales.Length; filter++)
                    Scale(source.Slice(filter * filterSize, filterSize), scales[filter], target.Slice(filter * filterSize, filterSize));
            },
            _memory);
    }

    private int LargestFolded() => checked((int)(spec.Weights.Where(weight => weight.Role == WeightRole.Weight && _norms.ContainsKey(weight.Name)).Max(weight => weight.Elements) * sizeof(float)));

    private Factors FactorsOf(BatchNormOperation norm)
    {
        ConvolutionOperation convolution = ConvolutionOf(spec.Plan, norm);
        float[]? oldBias = convolution.Bias is { } known ? Floats(known) : null;
        float[] gamma = Floats(norm.Gamma), beta = Floats(norm.Beta), mean = Floats(norm.RunningMean), variance = Floats(norm.RunningVariance);
        double[] scales = new double[convolution.Filters];
        float[] bias = new float[convolution.Filters];
        for (int filter = 0; filter < convolution.Filters; filter++)
        {
            double scale = scales[filter] = gamma[filter] / Math.Sqrt(variance[filter] + norm.Epsilon);
            bias[filter] = (float)((scale * ((oldBias?[filter] ?? 0.0) - mean[filter])) + beta[filter]);
        }

        return new Factors(scales, WeightTensor.FromFloats([convolution.Filters], bias));

        float[] Floats(WeightShape weight) => read(weight.Name).ToFloats();
    }

    /// <summary>Uses vectors of one width everywhere, for which ahead-of-time compilation can generate the code in advance.</summary>
    private static void Scale(ReadOnlySpan<float> source, double scale, Span<float> target)
    {
        int i = 0;
        for (var factor = Vector128.Create(scale); i <= source.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            (Vector128<double> low, Vector128<double> high) = Vector128.Widen(Vector128.Create(source[i..]));
            Vector128.Narrow(low * factor, high * factor).CopyTo(target[i..]);
        }

        for (; i < source.Length; i++)
            target[i] = (float)(scale * source[i]);
    }

    /// <summary>The effect of a batch norm on the convolution before it: a factor for each filter, and a bias.</summary>
    private sealed record Factors(double[] Scales, WeightTensor Bias);
}
