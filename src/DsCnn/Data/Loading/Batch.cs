using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Images and their labels, lent by a <see cref="BatchLoader"/> until its next batch is asked for.</summary>
internal sealed class Batch : IDisposable
{
    /// <summary>N x C x H x W, float32, normalised; on a CPU with the channels innermost in memory.</summary>
    internal required Tensor Images { get; init; }

    /// <summary>N, int64.</summary>
    internal required Tensor Labels { get; init; }

    /// <summary>N, int64: the classes of the images that were mixed in, or null without mixing.</summary>
    internal required Tensor? MixedLabels { get; init; }

    /// <summary>The weight of <see cref="Labels"/>; the rest is that of <see cref="MixedLabels"/>. 1 without mixing.</summary>
    internal required double MixWeight { get; init; }

    /// <summary>N.</summary>
    internal required int Count { get; init; }

    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
        MixedLabels?.Dispose();
    }
}
