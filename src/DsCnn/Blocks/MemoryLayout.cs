using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>Converts maps to the memory layout in which convolutions are fastest on the CPU.</summary>
/// <remarks>
/// libtorch's operations follow the strides of their inputs, but a map with one channel has the same strides in both layouts: nothing tells them
/// which one is meant, and everything after a grayscale image would stay in the slow layout. docs/optimization.md has the figures.
/// </remarks>
internal static class MemoryLayout
{
    /// <summary>The same map, N x C x H x W, with the channels innermost in memory on a CPU; the same tensor if it already has this layout or is on another device.</summary>
    internal static Tensor ChannelsInnermost(this Tensor map)
    {
        if (map.device_type != DeviceType.CPU || map.HasChannelsInnermost())
            return map;
        using Tensor permuted = map.permute(0, 2, 3, 1), contiguous = permuted.contiguous();
        return contiguous.permute(0, 3, 1, 2);
    }

    /// <summary>Whether a map, N x C x H x W, has the channels innermost and no gaps between its numbers. The strides are read one by one, because a list of them would be allocated.</summary>
    internal static bool HasChannelsInnermost(this Tensor map)
    {
        long expected = 1;
        foreach (int dimension in (ReadOnlySpan<int>)[1, 3, 2, 0])
        {
            // The stride of a dimension with one element is never used and may be anything.
            long extent = map.size(dimension);
            if (extent != 1 && map.stride(dimension) != expected)
                return false;
            expected *= extent;
        }

        return true;
    }
}
