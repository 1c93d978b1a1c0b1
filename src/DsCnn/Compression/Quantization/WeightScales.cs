using System.Collections.Immutable;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Quantization;

/// <summary>Chooses the scales of weights: the largest weight of each filter becomes the largest byte.</summary>
internal static class WeightScales
{
    /// <summary>A bias is a 32-bit integer in units of (input scale x filter scale); half of its range is left for the sums.</summary>
    private const double MaxBias = 1 << 30;

    /// <summary>A filter of all zeros outputs only its bias, which is stored in this many steps: far finer than the byte that it becomes.</summary>
    private const double BiasSteps = 1 << 16;

    /// <summary>The scales of all named weights.</summary>
    /// <param name="model">The network with the weights.</param>
    /// <param name="activations">The scales of the operations' inputs.</param>
    /// <param name="bits">Bits per weight, 7 or 8.</param>
    /// <param name="names">Which weights, or null for all.</param>
    internal static ImmutableArray<WeightQuantization> Of(
        DsCnnModel model, IEnumerable<ActivationQuantization> activations, int bits, IEnumerable<string>? names = null)
    {
        HashSet<string>? wanted = names?.ToHashSet();
        Dictionary<string, float> inputScales = activations.ToDictionary(activation => activation.Name, activation => activation.Scale);
        Dictionary<string, Tensor> tensors = model.NamedTensors();
        return
        [
            .. model.Spec.Plan.Operations.OfType<WeightedOperation>().Where(operation => wanted?.Contains(operation.Weight.Name) != false).Select(operation => new WeightQuantization
            {
                Name = operation.Weight.Name,
                Scales = Of(
                    tensors[operation.Weight.Name], operation.Bias is { } bias ? tensors[bias.Name] : null,
                    inputScales.GetValueOrDefault(operation.Input.Name, float.PositiveInfinity), bits),
            }),
        ];
    }

    private static ImmutableArray<float> Of(Tensor weight, Tensor? bias, float inputScale, int bits)
    {
        int maxByte = (1 << (bits - 1)) - 1;
        float[] largest = LargestOfEach(weight);
        float[] offsets = bias is null ? new float[largest.Length] : LargestOfEach(bias);
        return
        [
            .. largest.Zip(offsets, (value, offset) => (value, offset) switch
            {
                (0, 0) => 1,
                (0, _) => Scale(offset / (inputScale * BiasSteps)),
                _ => Scale(Math.Max(value / (double)maxByte, offset / (inputScale * MaxBias))),
            }),
        ];
    }

    private static float Scale(double scale) => (float)Math.Max(scale, Check.MinScale);

    private static float[] LargestOfEach(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        return tensor.detach().view(tensor.shape[0], -1).abs().amax([1]).cpu().data<float>().ToArray();
    }
}
