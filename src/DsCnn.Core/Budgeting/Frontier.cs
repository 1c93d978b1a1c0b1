namespace DsCnn.Budgeting;

/// <summary>The deepest model that fits, for every width and resolution of a search.</summary>
/// <remarks>
/// Another repeat of a block, or another pixel, never lowers a cost: so for each width and resolution the depths that fit are all up to a
/// deepest one, and it never rises with the resolution. A wider model has more parameters and MACs too, so the deepest one of the width before is a
/// good first guess, but no bound: where rounding makes two stages equally wide there is a residual, whose input stays alive, and
/// a wider model without it may need less memory. Models much larger than the budget are never made.
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

    /// <summary>The narrowest, shallowest and coarsest model that can exist, or null where none can.</summary>
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

    /// <summary>Every model that fits and is the deepest of its width and resolution.</summary>
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

    /// <summary>Every model that fits while no other one that fits is at least as wide, deep and fine.</summary>
    internal IEnumerable<GridModel> Maximal()
    {
        // The deepest of all that are at least as wide and fine.
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

    /// <summary>Walks from a guess to the deepest model that fits, -1 where none does.</summary>
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
