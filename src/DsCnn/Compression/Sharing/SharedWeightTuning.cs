using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>Keeps weights that share a value equal during training, so that the values are trained but remain few (Han et al. 2016, section 3.3).</summary>
/// <remarks>After every update, the weights that shared a value are replaced by their mean.</remarks>
/// <param name="shared">The network from <see cref="WeightSharing.ShareWeights"/>, which is the one being trained.</param>
public sealed class SharedWeightTuning(ModelFile shared) : ITrainingCallback, IDisposable
{
    private readonly ModelFile _shared = shared ?? throw new ArgumentNullException(nameof(shared));
    private readonly List<(Tensor Weight, Tensor Places, Tensor Counts)> _tied = [];

    /// <summary>Finds the weights.</summary>
    /// <param name="context">The run.</param>
    /// <exception cref="InvalidOperationException">A different network is being trained.</exception>
    public void OnStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Model.Spec != _shared.Spec)
            throw new InvalidOperationException($"The shared weights are of {_shared.Spec.Name}, which is not the network being trained.");
        Dispose();
        Dictionary<string, Tensor> tensors = context.Model.NamedTensors();
        foreach (WeightShape weight in _shared.Spec.Weights.Where(weight => weight.Role == WeightRole.Weight))
        {
            float[] numbers = _shared.Weights[weight.Name].ToFloats(), values = [.. numbers.Distinct().Order()];
            if (values.Length <= SharingOptions.MostValues && values.Length < numbers.Length)
                _tied.Add(Tie(tensors[weight.Name], numbers, values));
        }
    }

    /// <summary>Makes the weights equal again.</summary>
    /// <param name="context">The run.</param>
    /// <param name="progress">Its progress.</param>
    public void OnStep(TrainingContext context, TrainingProgress progress)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        foreach ((Tensor weight, Tensor places, Tensor counts) in _tied)
        {
            Tensor sums = zeros_like(counts).index_add_(0, places, weight.reshape(-1).to(counts.dtype), 1);
            weight.copy_((sums / counts).index_select(0, places).view(weight.shape));
        }
    }

    /// <summary>Releases the tensors that record which weights are tied.</summary>
    public void Dispose()
    {
        foreach ((_, Tensor places, Tensor counts) in _tied)
        {
            places.Dispose();
            counts.Dispose();
        }

        _tied.Clear();
    }

    private static (Tensor Weight, Tensor Places, Tensor Counts) Tie(Tensor weight, float[] numbers, float[] values)
    {
        long[] places = [.. numbers.Select(number => (long)Array.BinarySearch(values, number))];
        double[] counts = new double[values.Length];
        foreach (long place in places)
            counts[place]++;
        using DisposeScope scope = NewDisposeScope();
        return (weight, tensor(places, device: weight.device).DetachFromDisposeScope(), tensor(counts, device: weight.device).DetachFromDisposeScope());
    }
}
