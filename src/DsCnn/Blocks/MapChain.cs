using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>The map that a sequence of layers works on. Each new map releases the previous one, except for the input, which belongs to the caller.</summary>
internal struct MapChain(Tensor input)
{
    private readonly Tensor _input = input;

    /// <summary>The output of the last layer.</summary>
    internal Tensor Map { get; private set; } = input;

    /// <summary>Continues with a layer's output, which may be the map itself.</summary>
    internal void Add(Tensor next)
    {
        if (!ReferenceEquals(Map, next) && !ReferenceEquals(Map, _input))
            Map.Dispose();
        Map = next;
    }
}
