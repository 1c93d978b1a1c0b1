namespace DsCnn.Budgeting;

/// <summary>A place in a <see cref="SearchSpace"/>: positions in its widths, depths and inputs.</summary>
internal readonly record struct GridPoint(int Width, int Depth, int Resolution)
{
    internal GridPoint StepIn(ModelDimension dimension) => dimension switch
    {
        ModelDimension.Width => this with { Width = Width + 1 },
        ModelDimension.Depth => this with { Depth = Depth + 1 },
        _ => this with { Resolution = Resolution + 1 },
    };

    internal int Of(ModelDimension dimension) => dimension switch
    {
        ModelDimension.Width => Width,
        ModelDimension.Depth => Depth,
        _ => Resolution,
    };
}
