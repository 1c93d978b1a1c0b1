using System.Globalization;

namespace DsCnn.Budgeting;

/// <summary>The larger model is the one scaled further along the compound ratio in its least-scaled dimension.</summary>
/// <remarks>
/// Compound scaling (Tan and Le 2019, equation 3) grows depth by alpha^phi, width by beta^phi and resolution by gamma^phi. Here each
/// dimension of a model has its own phi = log(factor) / log(base): 0 for the table itself, negative below it. Two models are compared by
/// their smallest phi; if these are equal, by the next smallest, then by the last (the leximin order), then by MACs and parameters. The
/// largest model within a budget is therefore the furthest one along the compound curve that fits, grown further in any dimension with room
/// left: balanced, which pays off (section 3.3, observation 2 of the paper). A dimension that is not searched has no influence.
/// The factors compared are those after rounding, so the order is one of networks, independent of the search's steps: the
/// geometric mean of each layer's channels relative to the table's, and all blocks relative to the table's.
/// </remarks>
internal sealed record CompoundOrder : ModelOrder
{
    internal const double UsualDepth = 1.2;
    internal const double UsualWidth = 1.1;
    internal const double UsualResolution = 1.15;
    private const double SmallestBase = 1.001;
    private const double LargestBase = 10;
    private const int Decimals = 9;

    private static readonly string[] _places = ["smallest", "second smallest", "largest"];

    /// <summary>alpha, the factor by which depth grows when phi grows by 1, from 1.001 to 10. Default 1.2, as in EfficientNet.</summary>
    public double DepthBase { get; init => field = Check.Between(value, SmallestBase, LargestBase); } = UsualDepth;

    /// <summary>beta, the same factor for width, from 1.001 to 10. Default 1.1, as in EfficientNet.</summary>
    public double WidthBase { get; init => field = Check.Between(value, SmallestBase, LargestBase); } = UsualWidth;

    /// <summary>gamma, the same factor for resolution, from 1.001 to 10. Default 1.15, as in EfficientNet.</summary>
    public double ResolutionBase { get; init => field = Check.Between(value, SmallestBase, LargestBase); } = UsualResolution;

    internal override string Name => "compound scale";

    internal override int Compare(GridModel first, GridModel second)
    {
        (double Phi, string Dimension)[] one = Coordinates(first);
        (double Phi, string Dimension)[] other = Coordinates(second);
        return FirstDecided(
            one[0].Phi.CompareTo(other[0].Phi),
            one[1].Phi.CompareTo(other[1].Phi),
            one[2].Phi.CompareTo(other[2].Phi),
            CompareRest(first, second));
    }

    internal override string WhySmaller(GridModel smaller, GridModel larger)
    {
        foreach ((int place, ((double Phi, string Dimension) less, (double Phi, string Dimension) more)) in
            Coordinates(smaller).Zip(Coordinates(larger)).Index())
        {
            if (less.Phi != more.Phi)
                return $"{_places[place]} phi is {Draw(less)}, not {Draw(more)}";
        }

        return WhyRestSmaller(smaller, larger);
    }

    private static string Draw((double Phi, string Dimension) coordinate) =>
        string.Create(CultureInfo.InvariantCulture, $"{coordinate.Phi:0.00} ({coordinate.Dimension})");

    /// <summary>The phi of each dimension, ascending.</summary>
    private (double Phi, string Dimension)[] Coordinates(GridModel model)
    {
        (double Phi, string Dimension)[] coordinates =
        [
            (Phi(model.Width, WidthBase), "width"),
            (Phi(model.Depth, DepthBase), "depth"),
            (Phi(model.Resolution, ResolutionBase), "resolution"),
        ];
        return [.. coordinates.OrderBy(c => c.Phi)];
    }

    /// <summary>Rounded, so that 1.1 * 1.1 and 1.21 count as the same factor.</summary>
    private static double Phi(double factor, double growth) => Math.Round(Math.Log(factor) / Math.Log(growth), Decimals);
}
