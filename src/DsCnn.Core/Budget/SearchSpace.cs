using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn;

/// <summary>All different models that a search covers, as a grid: every width, depth and resolution once, ascending.</summary>
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
        Widths = Different(search.Widths, width => Channels(family.Scale(width, 1)));
        Depths = Different(search.Depths, depth => family.Scale(1, depth).Stages.Select(s => s.Repeats));
        Inputs = search.Resolutions is { } range
            ? [.. range.Values.Select(height => Resize(search.Input ?? family.Input, height)).OfType<InputSpec>().Where(HasRoomForKernels)]
            : [search.Input ?? family.Input];
    }

    internal ImmutableArray<double> Widths { get; }

    internal ImmutableArray<double> Depths { get; }

    internal ImmutableArray<InputSpec> Inputs { get; }

    internal long Count => (long)Widths.Length * Depths.Length * Inputs.Length;

    /// <summary>The model at a place of the grid, or null where it cannot exist.</summary>
    internal BudgetCandidate? At(GridPoint point)
    {
        try
        {
            return Make(point.Width, point.Depth, Inputs[point.Resolution]);
        }
        catch (InvalidSpecException)
        {
            return null;
        }
    }

    /// <summary>Why nothing was found where no model of the whole grid can exist.</summary>
    internal InvalidSpecException Nonexistence()
    {
        if (Widths.IsEmpty || Inputs.IsEmpty)
        {
            string what = Widths.IsEmpty ? "widths" : "resolutions";
            return new InvalidSpecException($"the network can exist at none of the {what} searched. Search others.", nameof(BudgetSearch), _family.Name);
        }

        try
        {
            _ = Make(0, 0, Inputs[0]);
        }
        catch (InvalidSpecException invalid)
        {
            return invalid.At(_family.Name);
        }

        return new InvalidSpecException("no model searched can exist.", nameof(BudgetSearch), _family.Name);
    }

    private static IEnumerable<int> Channels(ArchitectureTable table) =>
        [table.Stem?.Filters ?? 0, table.FirstBlock.Conv1Filters ?? 0, .. table.Stages.Select(s => s.OutChannels), table.Head?.Filters ?? 0];

    /// <summary>One factor for each different result, the nearest to 1. Rounding is monotone, so equal results are neighbours.</summary>
    private static ImmutableArray<double> Different(ScaleRange range, Func<double, IEnumerable<int>> scale) =>
    [
        .. range.Values
            .Select(factor => (Factor: factor, Result: Describe(scale, factor)))
            .Where(f => f.Result is not null)
            .GroupBy(f => f.Result, f => f.Factor)
            .Select(group => group.MinBy(factor => Math.Abs(Math.Log(factor))))
            .Order(),
    ];

    /// <summary>Null where a layer would be impossibly wide.</summary>
    private static string? Describe(Func<double, IEnumerable<int>> scale, double factor)
    {
        try
        {
            return string.Join(',', scale(factor));
        }
        catch (InvalidSpecException)
        {
            return null;
        }
    }

    /// <summary>Null where no pixel is left, or too many are made.</summary>
    private static InputSpec? Resize(InputSpec images, int height)
    {
        long width = (long)Math.Round((double)height * images.Width / images.Height);
        return width is > 0 and <= Require.MaxExtent ? new InputSpec(images.Channels, height, (int)width) : null;
    }

    /// <summary>The builder's rule. Maps shrink alike at every width and depth, so one model that exists decides.</summary>
    private bool HasRoomForKernels(InputSpec images)
    {
        for (int width = 0; width < Widths.Length; width++)
        {
            ModelSpec spec;
            try
            {
                spec = Scaled(width, 0).ToSpec(_classes, images);
            }
            catch (InvalidSpecException)
            {
                continue;
            }

            return spec.Plans.All(PatentRules.KernelsFit);
        }

        return false;
    }

    private BudgetCandidate Make(int width, int depth, InputSpec images) =>
        new(Scaled(width, depth), _classes, images, (Widths[width], Depths[depth], (double)images.Height / _family.Input.Height), _budget);

    private ArchitectureTable Scaled(int width, int depth)
    {
        (double wide, double deep) = (Widths[width], Depths[depth]);
        ArchitectureTable table = _family.Scale(wide, deep);
        return wide == 1 && deep == 1 ? table : table with { Name = string.Create(CultureInfo.InvariantCulture, $"{_family.Name}-w{wide}-d{deep}") };
    }
}
