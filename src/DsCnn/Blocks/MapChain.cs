using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>The map that layers work on in turn. Each new one lets go of the one before, except of the input, which is the caller's.</summary>
internal struct MapChain(Tensor input)
{
    private readonly Tensor _input = input;

    /// <summary>What the last layer made.</summary>
    internal Tensor Map { get; private set; } = input;

    /// <summary>Goes on with what a layer made of the map, which may be the map itself.</summary>
    internal void Add(Tensor next)
    {
        if (!ReferenceEquals(Map, next) && !ReferenceEquals(Map, _input))
            Map.Dispose();
        Map = next;
    }
}
