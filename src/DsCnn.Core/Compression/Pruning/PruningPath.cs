namespace DsCnn.Compression;

/// <summary>The order in which a network loses its channels, down to its smallest form.</summary>
internal sealed class PruningPath
{
    private readonly List<(int Candidate, int Channels)> _steps = [];
    private readonly IReadOnlyList<PruningCandidate> _candidates;

    internal PruningPath(IReadOnlyList<PruningCandidate> candidates, PruningScope scope, WidthCost? cost)
    {
        _candidates = candidates;
        while (Next(scope, cost) is { } next)
        {
            int channels = candidates[next].Chunk;
            cost?.Remove(candidates[next].Index, channels);
            candidates[next].Removed += channels;
            _steps.Add((next, channels));
        }
    }

    internal int Length => _steps.Count;

    /// <summary>How many channels each candidate has lost after a number of steps.</summary>
    internal int[] RemovedAfter(int steps)
    {
        int[] removed = new int[_candidates.Count];
        foreach ((int candidate, int channels) in _steps.Take(steps))
            removed[candidate] += channels;
        return removed;
    }

    /// <summary>The maximum number of steps that remove no more than a share of the channels: of all channels, or of each group.</summary>
    internal int StepsWithin(double share, PruningScope scope)
    {
        int[] removed = new int[_candidates.Count];
        int total = _candidates.Sum(candidate => candidate.Group.Width), gone = 0, steps = 0;
        foreach ((int candidate, int channels) in _steps)
        {
            removed[candidate] += channels;
            gone += channels;
            bool within = scope == PruningScope.Global
                ? gone <= Allowed(share, total)
                : removed[candidate] <= Allowed(share, _candidates[candidate].Group.Width);
            if (!within)
                break;
            steps++;
        }

        return steps;
    }

    /// <summary>A share of 0.3 of 10 is 3, regardless of the product's last bit.</summary>
    private static double Allowed(double share, int channels) => (share * channels) + 1e-9;

    private int? Next(PruningScope scope, WidthCost? cost)
    {
        int? best = null;
        double lowest = double.PositiveInfinity;
        foreach ((int index, PruningCandidate candidate) in _candidates.Index())
        {
            int chunk = candidate.Chunk;
            if (chunk == 0)
                continue;
            double value = scope == PruningScope.PerGroup
                ? (double)(candidate.Removed + chunk) / candidate.Group.Width
                : candidate.NextScore / (cost?.Saving(candidate.Index, chunk) ?? chunk);
            if (value < lowest)
                (best, lowest) = (index, value);
        }

        return best;
    }
}
