namespace DsCnn.Budgeting;

/// <summary>The deepest model that fits, for each width and resolution of a search.</summary>
/// <remarks>
/// Another repeat of a block, or another pixel, never lowers a cost. So for each width and resolution, all depths up to a
/// deepest one fit, and that depth never rises with the resolution. A wider model also has more parameters and MACs, so the deepest model of the previous width is a
/// good first guess, but not a bound: where rounding makes two stages equally wide there is a residual, whose input stays alive, and
/// a wider model without it may need less memory. Models much larger than the budget are never built.
/// </remarks>
internal sealed class Frontier
{
    private readonly SearchSpace _space;
    private readonly LayerTotals _known = new();
    private readonly int[,] _depth;
    private readonly GridModel?[,] _deepest;

    private Frontier(SearchSpace space)
    {
        _space = space;
        _depth = new int[space.Widths.Length, space.Inputs.Length];
        _deepest = new GridModel?[space.Widths.Length, space.Inputs.Length];
    }

    /// <summary>The narrowest, shallowest and coarsest possible model, or null if none is possible.</summary>
    internal GridModel? Smallest { get; private set; }

    internal static Frontier Trace(SearchSpace space, CancellationToken cancellationToken)
    {
        var frontier = new Frontier(space);
        for (int resolution = 0; resolution < space.Inputs.Length; resolution++)
        {
            int guess = -1;
            for (int width = 0; width < space.Widths.Length; width++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int bound = resolution == 0 ? space.Depths.Length - 1 : frontier._depth[width, resolution - 1];
                guess = frontier.Settle(width, resolution, Math.Min(guess, bound), bound);
            }
        }

        return frontier;
    }

    /// <summary>All models that fit and are the deepest at their width and resolution.</summary>
    internal IEnumerable<GridModel> Deepest()
    {
        for (int width = 0; width < _depth.GetLength(0); width++)
        {
            for (int resolution = 0; resolution < _depth.GetLength(1); resolution++)
            {
                if (_deepest[width, resolution] is { } model)
                    yield return model;
            }
        }
    }

    /// <summary>All models that fit and for which no other fitting model is at least as wide, deep and fine.</summary>
    internal IEnumerable<GridModel> Maximal()
    {
        // The greatest depth among all models that are at least as wide and fine.
        int[,] reach = new int[_depth.GetLength(0) + 1, _depth.GetLength(1) + 1];
        for (int width = _depth.GetLength(0); width >= 0; width--)
        {
            for (int resolution = _depth.GetLength(1); resolution >= 0; resolution--)
            {
                bool isOutside = width == _depth.GetLength(0) || resolution == _depth.GetLength(1);
                reach[width, resolution] = isOutside
                    ? -1
                    : Math.Max(_depth[width, resolution], Math.Max(reach[width + 1, resolution], reach[width, resolution + 1]));
            }
        }

        return Deepest().Where(m =>
            m.Point.Depth > Math.Max(reach[m.Point.Width + 1, m.Point.Resolution], reach[m.Point.Width, m.Point.Resolution + 1]));
    }

    /// <summary>Walks from a guess to the deepest model that fits; -1 if none does.</summary>
    private int Settle(int width, int resolution, int guess, int bound)
    {
        _known.Clear();
        int depth = guess;
        while (depth >= 0 && !Fits(width, depth, resolution))
            depth--;

        while (depth >= guess && depth < bound && Fits(width, depth + 1, resolution))
            depth++;

        _depth[width, resolution] = depth;
        return depth;
    }

    private bool Fits(int width, int depth, int resolution)
    {
        GridModel? model = _space.At(new GridPoint(width, depth, resolution), _known);
        Smallest ??= model;
        if (model is null || !_space.Allows(model))
            return false;

        _deepest[width, resolution] = model;
        return true;
    }
}
