using static TorchSharp.torch;

namespace DsCnn.Kernels;

/// <summary>The memory of a map, N x C x H x W with the channels innermost. Until it is disposed, the tensor stays reachable: the garbage collector does not see what pointers are at work on.</summary>
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

    /// <summary>Pixels of all images.</summary>
    internal long Rows => (long)Images * Height * Width;

    /// <summary>Whether kernels can work on a map: on the CPU, of a type they know, its channels innermost and nothing left out between them.</summary>
    internal static bool CanView(Tensor map)
    {
        if (!NodeExports.AreUsable || map.device_type != TorchSharp.DeviceType.CPU || map.dtype is not (ScalarType.Float32 or ScalarType.BFloat16))
            return false;
        return map.dim() == 4 && map.numel() != 0
            && map.size(0) < int.MaxValue && map.size(1) < int.MaxValue && map.size(2) < int.MaxValue && map.size(3) < int.MaxValue
            && map.HasChannelsInnermost();
    }

    /// <summary>Looks at a map that <see cref="CanView"/>.</summary>
    internal static MapView Of(Tensor map) => new(map);

    /// <summary>A map of the same shape and type, not filled.</summary>
    internal static Tensor NewLike(MapView map) => NewMap(map.Images, map.Channels, map.Height, map.Width, map.Type);

    /// <summary>A map with the channels innermost, not filled.</summary>
    internal static Tensor NewMap(long images, long channels, long height, long width, ScalarType type)
    {
        using Tensor memory = empty([images, height, width, channels], dtype: type, device: CPU);
        return memory.permute(0, 3, 1, 2);
    }

    public void Dispose() => GC.KeepAlive(_map);
}
