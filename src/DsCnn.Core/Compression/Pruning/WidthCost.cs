namespace DsCnn.Compression;

/// <summary>How the costs of a network depend on the widths of its channel groups, so that millions of widths can be tried without building a spec.</summary>
/// <remarks>
/// The size of each tensor is a constant times the widths along its axes, and each convolution multiplies every number of its weight once per output pixel.
/// </remarks>
internal sealed class WidthCost
{
    private readonly List<Term>[] _terms;
    private readonly int[] _widths;

    /// <param name="spec">The network.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="perParameter">The cost of one parameter.</param>
    /// <param name="perStored">The cost of one stored number, parameter or statistic.</param>
    /// <param name="perMac">The cost of one multiply-accumulate.</param>
    internal WidthCost(ModelSpec spec, IReadOnlyList<ChannelGroup> groups, double perParameter, double perStored, double perMac)
    {
        _widths = [.. groups.Select(group => group.Width)];
        _terms = [.. groups.Select(_ => new List<Term>())];
        ILookup<string, int> axes = groups
            .SelectMany((group, index) => group.Sets.SelectMany(set => set.Axes).Select(axis => (axis.Weight, Group: index)))
            .ToLookup(axis => axis.Weight, axis => axis.Group);
        foreach (Operation operation in spec.Plan.Operations)
        {
            foreach (WeightShape weight in operation.Weights)
            {
                // A convolution's MACs belong to its weight: the bias is only added.
                double macs = weight.Role == WeightRole.Weight ? operation.Macs : 0;
                double numbers = weight.Elements;
                Add([.. axes[weight.Name]], (perMac * macs) + (perStored * numbers) + (weight.IsParameter ? perParameter * numbers : 0));
            }
        }
    }

    /// <summary>The saving from removing channels from a group in its current state.</summary>
    internal double Saving(int group, int channels)
    {
        double saved = 0;
        foreach (Term term in _terms[group])
        {
            double others = term.Coefficient;
            int own = 0;
            foreach (int other in term.Groups)
            {
                if (other == group)
                    own++;
                else
                    others *= _widths[other];
            }

            saved += others * (Math.Pow(_widths[group], own) - Math.Pow(_widths[group] - channels, own));
        }

        return saved;
    }

    internal void Remove(int group, int channels) => _widths[group] -= channels;

    private void Add(int[] groups, double cost)
    {
        double coefficient = groups.Aggregate(cost, (value, group) => value / _widths[group]);
        foreach (int group in groups.Distinct())
            _terms[group].Add(new Term(coefficient, groups));
    }

    private sealed record Term(double Coefficient, int[] Groups);
}
