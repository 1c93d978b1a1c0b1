using System.Diagnostics;

namespace DsCnn.Compression;

/// <summary>Makes the weights of each tensor share a few values, so that the file compresses well: the patent's "pruning and sharing" family.</summary>
/// <remarks>Han, Mao and Dally 2016, section 3. Batch norms and biases, which are few, keep their values.</remarks>
public static class WeightSharing
{
    /// <summary>Replaces each weight by the nearest of a few values, found by k-means for each tensor.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">The number of values.</param>
    /// <param name="cancellationToken">Cancels between tensors.</param>
    /// <returns>The network with shared weights, and what was done.</returns>
    /// <exception cref="ArgumentException">The network is quantized.</exception>
    public static CompressedModel ShareWeights(this ModelFile model, SharingOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SharingOptions();
        var watch = Stopwatch.StartNew();
        SharedWeights shared = model.Share(options, cancellationToken);
        return CompressedModel.Of(model, shared.Model, new CompressionAct
        {
            Method = CompressionMethod.Sharing,
            Goal = options.Goal,
            Done = shared.Done,
            Skipped = shared.Skipped,
            Duration = watch.Elapsed,
        });
    }

    internal static SharedWeights Share(this ModelFile model, SharingOptions options, CancellationToken cancellationToken)
    {
        SurgeryCheck.RequireFloat(model);
        var weights = new Dictionary<string, WeightTensor>();
        var shared = new List<SharedTensor>();
        var skipped = new List<SkippedLayer>();
        foreach (WeightShape shape in model.Spec.Weights)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WeightTensor tensor = model.Weights[shape.Name];
            weights.Add(shape.Name, tensor);
            if (shape.Dimensions.Count == 1)
                continue;
            if (shape.Elements < options.MinElements)
            {
                skipped.Add(new SkippedLayer { Name = shape.Name, Reason = $"it has {shape.Elements} numbers, fewer than {options.MinElements}" });
                continue;
            }

            weights[shape.Name] = Share(shape.Name, tensor, 1 << options.Bits, shared);
        }

        return new SharedWeights(model.With(model.Spec.NamedAfter(CompressionMethod.Sharing), new WeightSet(weights)), [.. shared], [.. skipped]);
    }

    private static WeightTensor Share(string name, WeightTensor tensor, int values, List<SharedTensor> shared)
    {
        float[] numbers = tensor.ToFloats();
        double[] centers = Codebook.Fit(numbers, values);
        double squares = 0, errors = 0;
        foreach (ref float number in numbers.AsSpan())
        {
            float value = (float)centers[Codebook.Nearest(centers, number)];
            squares += (double)number * number;
            errors += ((double)number - value) * ((double)number - value);
            number = value;
        }

        shared.Add(new SharedTensor(name, numbers.Distinct().Count(), squares > 0 ? Math.Sqrt(errors / squares) : 0));
        return WeightTensor.FromFloats(tensor.Dimensions, numbers);
    }
}
