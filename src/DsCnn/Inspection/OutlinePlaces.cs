using System.Runtime.Intrinsics;

namespace DsCnn.Inspection;

/// <summary>Chooses the cells of outlines that best distinguish pictures.</summary>
internal static class OutlinePlaces
{
    /// <summary>More cells divide more finely, but each triples the number of neighbors to search.</summary>
    private const int Chosen = 4;

    /// <summary>Selects the cell with the most variance, then those with the most variance that the previous ones don't explain.</summary>
    internal static int[] TellingApart(IReadOnlyCollection<Vector128<sbyte>> outlines)
    {
        double[,] covariances = Covariances(outlines);
        int[] places = [.. Enumerable.Range(0, Vector128<sbyte>.Count)];
        var chosen = new List<int>();
        while (chosen.Count < Chosen)
            chosen.Add(places.Except(chosen).MaxBy(place => covariances[place, place] * (1 - chosen.Select(before => Shared(covariances, place, before)).DefaultIfEmpty(0).Max())));
        return [.. chosen];
    }

    /// <summary>The share of one cell's variance that another explains: the square of the correlation.</summary>
    private static double Shared(double[,] covariances, int place, int other)
    {
        double variances = covariances[place, place] * covariances[other, other];
        return variances > 0 ? covariances[place, other] * covariances[place, other] / variances : 0;
    }

    private static double[,] Covariances(IReadOnlyCollection<Vector128<sbyte>> outlines)
    {
        int places = Vector128<sbyte>.Count;
        double[] sums = new double[places];
        double[,] products = new double[places, places];
        foreach (Vector128<sbyte> outline in outlines)
        {
            for (int i = 0; i < places; i++)
            {
                sums[i] += outline[i];
                for (int j = 0; j <= i; j++)
                    products[i, j] += outline[i] * outline[j];
            }
        }

        for (int i = 0; i < places; i++)
        {
            for (int j = 0; j <= i; j++)
                products[i, j] = products[j, i] = products[i, j] - (sums[i] * sums[j] / Math.Max(1, outlines.Count));
        }

        return products;
    }
}
