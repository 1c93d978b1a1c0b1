using System.Collections.Immutable;

namespace DsCnn.Memory;

/// <summary>Decides which steps run together, to minimize first the peak memory, then the work that is done twice.</summary>
internal sealed class PassPlanner
{
    /// <summary>The maximum number of steps that run together. Longer chains would gain nothing, because the rows they hold grow with them.</summary>
    private const int LongestPass = 12;

    private readonly ImmutableArray<RowStep> _steps;
    private readonly Dictionary<StepMap, int> _producers = [];
    private readonly Dictionary<StepMap, List<int>> _readers = [];
    private readonly MapUse[] _maps;

    private PassPlanner(ImmutableArray<RowStep> steps)
    {
        _steps = steps;
        foreach ((int index, RowStep step) in steps.Index())
        {
            _producers[step.Output] = index;
            foreach (StepMap map in step.Inputs.Distinct())
            {
                if (!_readers.TryGetValue(map, out List<int>? readers))
                    _readers[map] = readers = [];
                readers.Add(index);
            }
        }

        _maps = [.. _producers.Where(made => !made.Key.IsCallers && _readers.ContainsKey(made.Key)).Select(made => new MapUse(made.Key, made.Value, _readers[made.Key][^1]))];
    }

    /// <summary>Divides steps into passes.</summary>
    internal static ImmutableArray<RowPass> Divide(ImmutableArray<RowStep> steps, MemoryMode mode) =>
        mode == MemoryMode.Whole ? [.. steps.Select(step => new RowPass([step], step.Output))] : new PassPlanner(steps).Divide(mode == MemoryMode.Smallest);

    private ImmutableArray<RowPass> Divide(bool recomputes)
    {
        List<Segment>[] segments = [.. Enumerable.Range(0, _steps.Length).Select(first => SegmentsFrom(first, recomputes).ToList())];

        // The smallest possible peak, then the least work within it, then the least total memory.
        long[] peaks = [.. Enumerable.Repeat(long.MaxValue, _steps.Length + 1)];
        peaks[0] = 0;
        foreach (Segment segment in segments.SelectMany(from => from))
            peaks[segment.End] = Math.Min(peaks[segment.End], Math.Max(peaks[segment.First], segment.Bytes));
        (long Macs, long Bytes, Segment? Via)[] best = [.. Enumerable.Repeat((long.MaxValue, long.MaxValue, (Segment?)null), _steps.Length + 1)];
        best[0] = (0, 0, null);
        foreach (Segment segment in segments.SelectMany(from => from).Where(segment => segment.Bytes <= peaks[^1] && best[segment.First].Macs != long.MaxValue))
        {
            (long macs, long bytes) = (best[segment.First].Macs + segment.ExtraMacs, best[segment.First].Bytes + segment.Bytes);
            if ((macs, bytes).CompareTo((best[segment.End].Macs, best[segment.End].Bytes)) < 0)
                best[segment.End] = (macs, bytes, segment);
        }

        var chosen = new List<Segment>();
        for (int end = _steps.Length; end > 0; end = chosen[^1].First)
            chosen.Add(best[end].Via!);
        chosen.Reverse();
        return [.. chosen.SelectMany(segment => segment.Passes)];
    }

    /// <summary>All ways to continue at a step.</summary>
    private IEnumerable<Segment> SegmentsFrom(int first, bool recomputes)
    {
        int last = first;
        while (true)
        {
            yield return Measure(first, last + 1, [PassOf(_steps[first..(last + 1)], last)], extraMacs: 0);
            if (recomputes && Gated(last) is { } scaled && last + 1 - first < LongestPass)
            {
                foreach (Segment segment in Recomputed(first, last, scaled))
                    yield return segment;
            }

            if (last + 1 == _steps.Length || last + 1 - first == LongestPass || !Joins(last))
                yield break;
            last++;
        }
    }

    /// <summary>Steps that run once for the average of their output, and once more to be scaled by the gate computed from it.</summary>
    private IEnumerable<Segment> Recomputed(int first, int last, int scaled)
    {
        ImmutableArray<RowStep> twice = _steps[first..(last + 1)];
        ImmutableArray<RowPass> passes = [new RowPass([.. twice, _steps[last + 1]], Whole: null), .. _steps[(last + 2)..scaled].Select(step => new RowPass([step], step.Output))];
        for (int end = scaled; ; end++)
        {
            ImmutableArray<RowStep> again = [.. twice, .. _steps[scaled..(end + 1)]];
            yield return Measure(first, end + 1, [.. passes, PassOf(again, end)], twice.Sum(step => step.Macs));
            if (end + 1 == _steps.Length || again.Length == LongestPass || !Joins(end))
                yield break;
        }
    }

    private RowPass PassOf(ImmutableArray<RowStep> steps, int last)
    {
        if (steps.Length == 1 || _steps[last].Operation is not GlobalPoolOperation)
            return new RowPass(steps, steps[^1].Output);
        StepMap pooled = steps[^1].Input;
        return new RowPass(steps, _readers[pooled].Count > 1 ? pooled : null);
    }

    /// <summary>Whether the next step can take this step's rows as they are produced.</summary>
    private bool Joins(int step)
    {
        RowStep next = _steps[step + 1];
        StepMap map = _steps[step].Output;
        return next.Input == map && map.Height > 1 && _steps[step].IsLocal
            && (next.Operation is GlobalPoolOperation || (next.IsLocal && _readers[map].Count == 1));
    }

    /// <summary>The step that scales this step's output by a gate computed from its average, if nothing else reads the output; else null.</summary>
    private int? Gated(int step)
    {
        StepMap map = _steps[step].Output;
        return _steps[step].IsLocal && map.Height > 1 && _readers.TryGetValue(map, out List<int>? readers) && readers is [int pool, int scaled]
            && pool == step + 1 && _steps[pool].Operation is GlobalPoolOperation && _steps[scaled].Input == map && _steps[scaled].IsLocal
            && !_steps[(pool + 1)..scaled].Any(between => _producers[between.Input] < pool)
                ? scaled
                : null;
    }

    private Segment Measure(int first, int end, ImmutableArray<RowPass> passes, long extraMacs)
    {
        // Earlier maps, those that later steps read, and those of this segment, each for its lifetime.
        MapUse[] maps = [.. _maps.Where(use => use.Producer < end && use.LastReader >= first)];
        Dictionary<StepMap, int> lastReads = LastReads(passes);
        var made = new HashSet<StepMap>();
        long bytes = 0;
        foreach ((int index, RowPass pass) in passes.Index())
        {
            made.UnionWith(Given(pass).OfType<StepMap>());
            long alive = pass.Rings(0).Sum(ring => ring.Block.Bytes) + pass.Patch(0).Bytes + pass.Factors(0).Bytes + pass.Sums(0).Bytes;
            foreach ((StepMap map, int producer, int lastReader) in maps)
            {
                bool isMade = made.Contains(map);
                if ((producer < first || isMade) && (IsRead(map, index) || lastReader >= end || (isMade && Given(pass).Contains(map))))
                    alive += RowPass.Words(map.Bytes);
            }

            bool dies = _readers[pass.Input][^1] < end && !IsRead(pass.Input, index + 1);
            if (dies && pass.Lag() is { } lag)
                alive -= Math.Min(pass.Input.Bytes, pass.Input.Bytes + pass.Whole!.Bytes - Math.Max(lag + pass.Input.Bytes, pass.Whole.Bytes));
            bytes = Math.Max(bytes, alive);
        }

        return new Segment(first, end, bytes, extraMacs, passes);

        bool IsRead(StepMap map, int from) => lastReads.TryGetValue(map, out int last) && last >= from;
    }

    private static Dictionary<StepMap, int> LastReads(ImmutableArray<RowPass> passes)
    {
        var lastReads = new Dictionary<StepMap, int>();
        foreach ((int index, RowPass pass) in passes.Index())
        {
            foreach (StepMap map in pass.Others.Append(pass.Input))
                lastReads[map] = index;
        }

        return lastReads;
    }

    /// <summary>The maps that outlive a pass.</summary>
    private static StepMap?[] Given(RowPass pass) => [pass.Whole, pass.Pool?.Output ?? pass.Steps[^1].Output];

    /// <summary>A map in the arena: the step that produces it, and the last one that reads it.</summary>
    private readonly record struct MapUse(StepMap Map, int Producer, int LastReader);

    /// <summary>A range of steps, divided into passes.</summary>
    private sealed record Segment(int First, int End, long Bytes, long ExtraMacs, ImmutableArray<RowPass> Passes);
}
