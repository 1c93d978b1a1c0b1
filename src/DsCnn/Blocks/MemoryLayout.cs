using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Puts maps into the memory order in which the CPU's convolutions are fastest.</summary>
/// <remarks>
/// libtorch's operations follow the strides of what they get, but a map of one channel has the same strides either way: nothing tells them
/// which order is meant, and everything after a grey image would stay in the slow one. docs/performance.md has the figures.
/// </remarks>
internal static class MemoryLayout
{
    /// <summary>The same map, N x C x H x W, with the channels innermost in memory on a CPU; free where they are already.</summary>
    internal static Tensor ChannelsInnermost(this Tensor map) =>
        map.device_type == DeviceType.CPU ? map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : map.alias();
}
