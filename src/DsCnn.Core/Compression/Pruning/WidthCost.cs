namespace DsCnn.Compression;

/// <summary>How the costs of a network depend on the widths of its channel groups, so that millions of widths can be tried without making a spec.</summary>
/// <remarks>
/// Each tensor has (a constant) x (the widths along its axes) numbers, and each convolution multiplies every number of its weight once for every pixel it gives.
/// </remarks>
internal sealed class WidthCost
{
    private readonly List<Term>[] _terms;
    private readonly int[] _widths;

    /// <param name="spec">The network.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="perParameter">What one parameter costs.</param>
    /// <param name="perStored">What one stored number costs, be it a parameter or a statistic.</param>
    /// <param name="perMac">What one multiply-accumulate costs.</param>
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
                // A convolution's MACs go with its weight: the bias is only added.
                double macs = weight.Role == WeightRole.Weight ? operation.Macs : 0;
                double numbers = weight.Elements;
                Add([.. axes[weight.Name]], (perMac * macs) + (perStored * numbers) + (weight.IsParameter ? perParameter * numbers : 0));
            }
        }
    }

    /// <summary>What it saves to take channels out of a group as it is now.</summary>
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
