using static TorchSharp.torch;

namespace DsCnn.Kernels;

/// <summary>The memory of a map, N x C x H x W with the channels innermost. It keeps the tensor reachable until it is disposed, because the garbage collector does not see pointers in use.</summary>
internal readonly unsafe struct MapView : IDisposable
{
    private readonly Tensor _map;

    private MapView(Tensor map)
    {
        _map = map;
        (Images, Channels, Height, Width) = ((int)map.size(0), (int)map.size(1), (int)map.size(2), (int)map.size(3));
        Type = map.dtype;
        Memory = NodeExports.Memory(map.Handle);
    }

    internal int Images { get; }

    internal int Channels { get; }

    internal int Height { get; }

    internal int Width { get; }

    internal ScalarType Type { get; }

    internal void* Memory { get; }

    /// <summary>The number of pixels in all images.</summary>
    internal long Rows => (long)Images * Height * Width;

    /// <summary>Whether kernels support a map: on the CPU, of a supported type, with the channels innermost and no gaps.</summary>
    internal static bool CanView(Tensor map)
    {
        if (!NodeExports.AreUsable || map.device_type != TorchSharp.DeviceType.CPU || map.dtype is not (ScalarType.Float32 or ScalarType.BFloat16))
            return false;
        return map.dim() == 4 && map.numel() != 0
            && map.size(0) < int.MaxValue && map.size(1) < int.MaxValue && map.size(2) < int.MaxValue && map.size(3) < int.MaxValue
            && map.HasChannelsInnermost();
    }

    /// <summary>Creates a view of a map for which <see cref="CanView"/> is true.</summary>
    internal static MapView Of(Tensor map) => new(map);

    /// <summary>A new map of the same shape and type, uninitialized.</summary>
    internal static Tensor NewLike(MapView map) => NewMap(map.Images, map.Channels, map.Height, map.Width, map.Type);

    /// <summary>A new map with the channels innermost, uninitialized.</summary>
    internal static Tensor NewMap(long images, long channels, long height, long width, ScalarType type)
    {
        using Tensor memory = empty([images, height, width, channels], dtype: type, device: CPU);
        return memory.permute(0, 3, 1, 2);
    }

    public void Dispose() => GC.KeepAlive(_map);
}
