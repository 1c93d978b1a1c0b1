using System.Collections.Immutable;

namespace DsCnn.Budgeting;

/// <summary>All distinct models that a search covers, as a grid: each width, depth and resolution once, ascending.</summary>
internal sealed class SearchSpace
{
    private readonly ArchitectureTable _family;
    private readonly Budget _budget;
    private readonly int? _classes;

    internal SearchSpace(ArchitectureTable family, Budget budget, BudgetSearch search)
    {
        _family = family;
        _budget = budget;
        _classes = search.Classes;
        Widths = Different(search.Widths, Channels, width => family.Scale(width, 1), GeometricMeanGrowth);
        Depths = Different(search.Depths, Repeats, depth => family.Scale(search.Widths.From, depth), TotalGrowth);
        Inputs = search.Resolutions is { } range
            ? [.. range.Values.Select(height => Resize(search.Input ?? family.Input, height)).OfType<InputSpec>().Where(HasRoomForKernels)]
            : [search.Input ?? family.Input];
    }

    internal ImmutableArray<ScaleStep> Widths { get; }

    internal ImmutableArray<ScaleStep> Depths { get; }

    internal ImmutableArray<InputSpec> Inputs { get; }

    internal long Count => (long)Widths.Length * Depths.Length * Inputs.Length;

    internal int Length(ModelDimension dimension) => dimension switch
    {
        ModelDimension.Width => Widths.Length,
        ModelDimension.Depth => Depths.Length,
        _ => Inputs.Length,
    };

    /// <summary>The model at a point of the grid, or null if it is impossible.</summary>
    internal GridModel? At(GridPoint point, LayerTotals known)
    {
        // Drop path costs nothing at inference; without it, repeated blocks are equal and are counted once.
        (ScaleStep width, ScaleStep depth, InputSpec images) = (Widths[point.Width], Depths[point.Depth], Inputs[point.Resolution]);
        ArchitectureTable table = _family.Scale(width.Factor, depth.Factor) with { DropPath = 0 };
        return known.Count(images, table.Layers(_classes, images)) is { } totals
            ? new GridModel(point, width.Growth, depth.Growth, (double)images.Height / _family.Input.Height, totals)
            : null;
    }

    /// <summary>Whether a model stays within all limits. It is built, to plan its memory, only if its sums are within the limits.</summary>
    internal bool Allows(GridModel model) => _budget.Allows(model.Totals) && (!_budget.LimitsMicrocontroller || _budget.Allows(Candidate(model.Point).Spec));

    /// <summary>Builds the spec of the model at a point of the grid.</summary>
    /// <exception cref="InvalidSpecException">The model is impossible.</exception>
    internal BudgetCandidate Candidate(GridPoint point)
    {
        (double width, double depth) = (Widths[point.Width].Factor, Depths[point.Depth].Factor);
        ArchitectureTable table = _family.Scale(width, depth);
        if (width != 1 || depth != 1)
            table = table with { Name = _family.NameOf(width, depth) };
        return new BudgetCandidate(table, table.ToSpec(_classes, Inputs[point.Resolution]), (width, depth), _budget);
    }

    /// <summary>Explains why nothing was found if no model of the grid is possible.</summary>
    internal InvalidSpecException Nonexistence()
    {
        string what = Widths.IsEmpty ? "width" : Inputs.IsEmpty ? "resolution" : "size";
        try
        {
            _ = _family.ToSpec(_classes, Inputs.IsEmpty ? null : Inputs[0]);
            return new InvalidSpecException($"the network is impossible at every {what} searched. Search a different range.", nameof(BudgetSearch), _family.Name);
        }
        catch (InvalidSpecException invalid)
        {
            return new InvalidSpecException(invalid.Message, invalid.ParamName, _family.Name, invalid);
        }
    }

    private static int[] Channels(ArchitectureTable table)
    {
        int?[] all = [table.Stem?.Filters, table.FirstBlock.Conv1Filters, .. table.Stages.Select(s => (int?)s.OutChannels), table.Head?.Filters];
        return [.. all.OfType<int>()];
    }

    private static int[] Repeats(ArchitectureTable table) => [.. table.Stages.Select(s => s.Repeats)];

    private static double GeometricMeanGrowth(int[] now, int[] before) =>
        before.Length == 0 ? 1 : Math.Exp(now.Zip(before).Average(pair => Math.Log((double)pair.First / pair.Second)));

    private static double TotalGrowth(int[] now, int[] before) => before.Sum() is > 0 and int total ? (double)now.Sum() / total : 1;

    /// <summary>One factor for each distinct result, the one nearest to 1. Rounding is monotone, so results ascend with the factors.</summary>
    private ImmutableArray<ScaleStep> Different(
        ScaleRange range, Func<ArchitectureTable, int[]> sizes, Func<double, ArchitectureTable> scale, Func<int[], int[], double> growth)
    {
        int[] published = sizes(_family);
        return
        [
            .. range.Values
                .Select(factor => (Factor: factor, Sizes: Try(() => sizes(scale(factor)))))
                .Where(f => f.Sizes is not null)
                .GroupBy(f => string.Join(',', f.Sizes!))
                .Select(group => group.MinBy(f => Math.Abs(Math.Log(f.Factor))))
                .OrderBy(f => f.Factor)
                .Select(f => new ScaleStep(f.Factor, growth(f.Sizes!, published))),
        ];
    }

    /// <summary>Null if it is impossible.</summary>
    private static T? Try<T>(Func<T> make)
        where T : class
    {
        try
        {
            return make();
        }
        catch (InvalidSpecException)
        {
            return null;
        }
    }

    /// <summary>Null if there would be no pixels, or too many.</summary>
    private static InputSpec? Resize(InputSpec images, int height)
    {
        long width = (long)Math.Round((double)height * images.Width / images.Height);
        return width is > 0 and <= Check.MaxExtent ? new InputSpec(images.Channels, height, (int)width) : null;
    }

    /// <summary>The builder's rule. Maps shrink in the same way at every width and depth, so checking one possible model is enough.</summary>
    private bool HasRoomForKernels(InputSpec images) =>
        Widths.Select(width => Try(() => _family.Scale(width.Factor, Depths[0].Factor).ToSpec(_classes, images)))
            .FirstOrDefault(spec => spec is not null)?.Plan.Layers.All(PatentRules.KernelsFit) == true;
}

/// <summary>A model of a <see cref="SearchSpace"/>: its scale after rounding, and its cost.</summary>
/// <param name="Point">Its point in the grid.</param>
/// <param name="Width">The geometric mean of its layers' channels relative to the table's.</param>
/// <param name="Depth">Its number of blocks relative to the table's.</param>
/// <param name="Resolution">The height of its images relative to the table's.</param>
/// <param name="Totals">Its cost.</param>
internal sealed record GridModel(GridPoint Point, double Width, double Depth, double Resolution, ModelTotals Totals);

/// <summary>A factor of width or depth, and by how much it really scales the network after rounding.</summary>
internal readonly record struct ScaleStep(double Factor, double Growth);
