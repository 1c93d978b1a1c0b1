using System.Collections.Immutable;

namespace DsCnn.Memory;

/// <summary>The layout of the arena while a network processes one image: the passes in order, with an offset for each map, ring and work buffer.</summary>
internal sealed class MemoryLayout
{
    /// <summary>Offsets are multiples of this number, so that 32-bit numbers can be stored anywhere.</summary>
    internal const int Alignment = sizeof(int);

    /// <summary>A lag so far below zero that two blocks may overlap in any way.</summary>
    private const long NoLag = long.MinValue / 2;

    private readonly List<ArenaBlock> _blocks = [];

    /// <summary>The role of each block, and its map if it holds one.</summary>
    private readonly List<(BlockRole Role, StepMap? Map)> _owners = [];

    private readonly ImmutableArray<long> _offsets;
    private readonly Dictionary<(int Input, int Output), long> _lags = [];
    private readonly Dictionary<StepMap, ImmutableArray<(int First, int Block)>> _maps = [];
    private readonly ImmutableArray<RowPass> _passes;

    private MemoryLayout(ImmutableArray<RowStep> steps, MemoryMode mode)
    {
        _passes = PassPlanner.Divide(steps, mode);
        ConstantBytes = steps.Sum(step => step.ConstantBytes);
        ExtraMacs = _passes.Sum(pass => pass.Macs) - steps.Sum(step => step.Macs);
        AddMaps(mode != MemoryMode.Whole);
        var rings = new Dictionary<(int Pass, int Step), int>();
        var rooms = new List<(int Patch, int Factors, int Sums)>();
        foreach ((int index, RowPass pass) in _passes.Index())
        {
            foreach ((int step, ArenaBlock block) in pass.Rings(During(index)))
                rings[(index, step)] = Add(block, BlockRole.Rows, pass.Steps[step].Output);
            rooms.Add((Add(pass.Patch(During(index)), BlockRole.Work), Add(pass.Factors(During(index)), BlockRole.Work), Add(pass.Sums(During(index)), BlockRole.Work)));
        }

        (_offsets, ArenaBytes) = ArenaPlanner.Place(_blocks, Alignment, _lags);
        Passes = [.. _passes.Select((pass, index) => new PlacedPass
        {
            Pass = pass,
            Moves = [.. _maps.SelectMany(map => MovesOf(map.Key, map.Value, index))],
            Outputs = [.. pass.Steps.Select((step, i) => rings.TryGetValue((index, i), out int ring) ? _offsets[ring] : OffsetAt(step.Output, index))],
            Input = OffsetAt(pass.Input, index),
            Others = pass.Others.Distinct().ToDictionary(map => map, map => OffsetAt(map, index)),
            Patch = _offsets[rooms[index].Patch],
            Factors = _offsets[rooms[index].Factors],
            Sums = _offsets[rooms[index].Sums],
        })];

        long OffsetAt(StepMap map, int pass) => map.IsCallers ? 0 : _offsets[_maps[map].Last(place => place.First <= pass).Block];

        IEnumerable<MapMove> MovesOf(StepMap map, ImmutableArray<(int First, int Block)> places, int pass)
        {
            for (int i = 1; i < places.Length; i++)
            {
                if (places[i].First == pass && _offsets[places[i].Block] != _offsets[places[i - 1].Block])
                    yield return new MapMove(_offsets[places[i - 1].Block], _offsets[places[i].Block], map.Bytes);
            }
        }
    }

    internal ImmutableArray<PlacedPass> Passes { get; }

    /// <summary>All memory for one image, except the image itself and the weights.</summary>
    internal long ArenaBytes { get; }

    /// <summary>The size of weights, biases, factors and tables, each counted separately.</summary>
    internal long ConstantBytes { get; }

    /// <summary>Multiply-accumulates that are computed a second time.</summary>
    internal long ExtraMacs { get; }

    internal static MemoryLayout Of(IntegerNetwork network, MemoryMode mode) => new(RowSteps.Of(network), mode);

    /// <summary>The contents of the arena during a pass. An output that overwrites its input shares its memory.</summary>
    internal IEnumerable<LiveBlock> LiveDuring(int pass) => Enumerable.Range(0, _blocks.Count)
        .Where(i => _blocks[i].Bytes > 0 && _blocks[i].First <= During(pass) && During(pass) <= _blocks[i].Last)
        .Select(i => new LiveBlock(_offsets[i], _blocks[i].Bytes, _owners[i].Role, _owners[i].Map?.Value.Name));

    // Time is counted in passes, with a moment between two passes in which maps are moved.
    private static int Before(int pass) => 2 * pass;

    private static int During(int pass) => (2 * pass) + 1;

    /// <summary>Adds the maps that outlive a pass. A map that overlaps its input, or will be overwritten by its output, may have to be moved in between.</summary>
    private void AddMaps(bool overlaps)
    {
        foreach ((int first, RowPass pass) in _passes.Index())
        {
            foreach (StepMap map in new[] { pass.Whole, pass.Pool?.Output }.OfType<StepMap>().Where(map => !map.IsCallers))
            {
                int last = Enumerable.Range(first, _passes.Length - first).Last(later => later == first || _passes[later].Input == map || _passes[later].Others.Contains(map));
                bool isLaidOver = overlaps && last > first && map == pass.Whole && IsOverwritten(pass.Input, first);
                bool willBe = overlaps && last > first && IsOverwritten(map, last);
                List<int> starts = [first];
                if (isLaidOver)
                    starts.Add(first + 1);
                if (willBe && starts[^1] != last)
                    starts.Add(last);
                AddPlaces(map, starts, last);
            }

            if (overlaps && pass.Whole is not null && IsOverwritten(pass.Input, first))
                _lags[(_maps[pass.Input][^1].Block, _maps[pass.Whole][0].Block)] = pass.Lag()!.Value;
        }
    }

    private void AddPlaces(StepMap map, List<int> starts, int last)
    {
        var places = ImmutableArray.CreateBuilder<(int First, int Block)>();
        foreach ((int i, int start) in starts.Index())
        {
            int end = i + 1 < starts.Count ? Before(starts[i + 1]) : During(last);
            int block = Add(new ArenaBlock(RowPass.Words(map.Bytes), i == 0 ? During(start) : Before(start), end, RowPass.ContentOf(map)), BlockRole.Map, map);
            if (i > 0)
                _lags[(block, places[^1].Block)] = NoLag;
            places.Add((start, block));
        }

        _maps[map] = places.ToImmutable();
    }

    /// <summary>Whether a pass may overwrite a map that it reads: it is the map's last reader, and reads it row by row.</summary>
    private bool IsOverwritten(StepMap map, int pass) =>
        _passes[pass].Input == map && _passes[pass].Lag() is not null
        && !_passes[(pass + 1)..].Any(later => later.Input == map || later.Others.Contains(map));

    private int Add(ArenaBlock block, BlockRole role, StepMap? map = null)
    {
        _blocks.Add(block);
        _owners.Add((role, map));
        return _blocks.Count - 1;
    }
}

/// <summary>A map that is moved within the arena; the source and the destination may overlap.</summary>
internal readonly record struct MapMove(long From, long To, long Bytes);

/// <summary>A pass with its memory, in bytes from the beginning of the arena.</summary>
internal sealed record PlacedPass
{
    internal required RowPass Pass { get; init; }

    /// <summary>The first map; without meaning if it is the caller's.</summary>
    internal required long Input { get; init; }

    /// <summary>The moves before the pass, in any order.</summary>
    internal required ImmutableArray<MapMove> Moves { get; init; }

    /// <summary>The output of each step: a ring, or a whole map.</summary>
    internal required ImmutableArray<long> Outputs { get; init; }

    /// <summary>The other maps that are read.</summary>
    internal required IReadOnlyDictionary<StepMap, long> Others { get; init; }

    internal required long Patch { get; init; }

    internal required long Factors { get; init; }

    internal required long Sums { get; init; }
}

/// <summary>The role of a block in the arena.</summary>
internal enum BlockRole
{
    /// <summary>A whole map.</summary>
    Map,

    /// <summary>Some rows of a map.</summary>
    Rows,

    /// <summary>Gathered inputs, factors and sums.</summary>
    Work,
}

/// <summary>A block of the arena at some point in time.</summary>
/// <param name="Offset">Its offset in bytes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Role">Its role.</param>
/// <param name="Value">The value that it holds, or null.</param>
internal readonly record struct LiveBlock(long Offset, long Bytes, BlockRole Role, string? Value)
{
    internal long End => Offset + Bytes;
}
