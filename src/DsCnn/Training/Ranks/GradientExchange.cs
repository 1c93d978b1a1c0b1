using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Adds up the gradients of all ranks, in buckets that are on their way while the backward pass still computes others.</summary>
/// <remarks>Li et al. 2020 (PyTorch Distributed), section 3.2. The last layers' gradients come first. With the last bucket go the running statistics and the figures of the update, so that they cost no exchange of their own.</remarks>
internal sealed class GradientExchange : IDisposable
{
    /// <summary>Numbers of a bucket, at least: large enough that the network's latency is small against its time, small enough that the first ones leave early.</summary>
    private const int BucketLength = 1 << 19;

    private readonly ICommunicator _ranks;
    private readonly TensorGroup? _statistics;
    private readonly List<GradientBucket> _buckets = [];
    private readonly Tensor _rest;
    private readonly List<Task> _pending = [];
    private int _sent;

    /// <param name="ranks">Who takes part.</param>
    /// <param name="model">The network.</param>
    /// <param name="parameters">What is trained; those that are not the network's are sent last.</param>
    /// <param name="statistics">Running statistics to average, or null where they are equal on all ranks.</param>
    internal GradientExchange(ICommunicator ranks, DsCnnModel model, IEnumerable<OptimizedParameter> parameters, TensorGroup? statistics)
    {
        _ranks = ranks;
        _statistics = statistics;
        var layers = new Dictionary<string, int>();
        foreach ((int layer, LayerPlan plan) in model.Spec.Plan.Layers.Index())
        {
            foreach (WeightShape weight in plan.Weights)
                layers[weight.Name] = layer;
        }

        var bucket = new List<OptimizedParameter>();
        foreach (OptimizedParameter parameter in parameters.OrderByDescending(LayerOf))
        {
            bucket.Add(parameter);
            if (bucket.Sum(p => (long)p.Length) >= BucketLength)
                Close();
        }

        Close();
        _rest = empty(UpdateFigures.Length + (statistics?.Length ?? 0), device: CPU).DetachFromDisposeScope();

        int LayerOf(OptimizedParameter parameter) => layers.GetValueOrDefault(parameter.Name, -1);

        void Close()
        {
            if (bucket.Count > 0)
                _buckets.Add(new GradientBucket([.. bucket], bucket.Min(LayerOf)));
            bucket.Clear();
        }
    }

    /// <summary>Sends what is complete when the gradients of all layers after one are.</summary>
    internal void LayersAfterAreDone(int layer)
    {
        while (_sent < _buckets.Count && _buckets[_sent].FirstLayer > layer)
            Send(_buckets[_sent++]);
    }

    /// <summary>Sends the rest, and waits for all of it.</summary>
    /// <param name="own">What this rank's part of the update came to.</param>
    /// <param name="share">This rank's part of the images.</param>
    /// <returns>What the update came to on all ranks. Gradients and statistics are in the buckets until <see cref="Receive"/>.</returns>
    internal UpdateFigures Complete(UpdateFigures own, double share)
    {
        while (_sent < _buckets.Count)
            Send(_buckets[_sent++]);
        Span<float> rest = MemoryMarshal.Cast<byte, float>(_rest.bytes);
        own.CopyTo(rest);
        _statistics?.CopyTo(rest[UpdateFigures.Length..], (float)share);
        _pending.Add(_ranks.AllReduceAsync(_rest));
        foreach (Task sum in _pending)
            sum.GetAwaiter().GetResult();
        _pending.Clear();
        _sent = 0;
        return UpdateFigures.Of(rest);
    }

    /// <summary>Puts the sums where the gradients were taken from, and the mean statistics into the network.</summary>
    internal void Receive()
    {
        foreach (GradientBucket bucket in _buckets)
            bucket.Unpack();
        _statistics?.CopyFrom(MemoryMarshal.Cast<byte, float>(_rest.bytes)[UpdateFigures.Length..]);
    }

    public void Dispose()
    {
        // What was not waited for, since something else went wrong, may still be on its way from and to this memory.
        if (_pending.Count > 0)
            return;
        _rest.Dispose();
        foreach (GradientBucket bucket in _buckets)
            bucket.Dispose();
    }

    private void Send(GradientBucket bucket)
    {
        bucket.Pack();
        _pending.Add(_ranks.AllReduceAsync(bucket.Numbers));
    }
}
