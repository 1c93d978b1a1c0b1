using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>Puts maps into the memory order in which the CPU's convolutions are fastest.</summary>
/// <remarks>
/// libtorch's operations follow the strides of what they get, but a map of one channel has the same strides either way: nothing tells them
/// which order is meant, and everything after a gray image would stay in the slow one. docs/optimization.md has the figures.
/// </remarks>
internal static class MemoryLayout
{
    /// <summary>The same map, N x C x H x W, with the channels innermost in memory on a CPU; the very same where they are already, or where it lives elsewhere.</summary>
    internal static Tensor ChannelsInnermost(this Tensor map)
    {
        if (map.device_type != DeviceType.CPU || map.HasChannelsInnermost())
            return map;
        using Tensor permuted = map.permute(0, 2, 3, 1), contiguous = permuted.contiguous();
        return contiguous.permute(0, 3, 1, 2);
    }

    /// <summary>Whether a map, N x C x H x W, has the channels innermost, and nothing left out between its numbers. The strides are asked for one by one, since a list of them is an object.</summary>
    internal static bool HasChannelsInnermost(this Tensor map)
    {
        long expected = 1;
        foreach (int dimension in (ReadOnlySpan<int>)[1, 3, 2, 0])
        {
            // The stride of a dimension of one element is never used, and may be anything.
            long extent = map.size(dimension);
            if (extent != 1 && map.stride(dimension) != expected)
                return false;
            expected *= extent;
        }

        return true;
    }
}
