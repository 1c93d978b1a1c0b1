namespace DsCnn.Compression;

/// <summary>One-dimensional k-means (Lloyd 1982): finds the few values that represent many numbers with the least squared error.</summary>
internal static class Codebook
{
    private const int MaxRounds = 100;

    /// <summary>Finds the values, ascending. They start evenly spaced from the smallest number to the largest, which preserves the rare large weights (Han et al. 2016, section 3.2).</summary>
    internal static double[] Fit(ReadOnlySpan<float> numbers, int values)
    {
        float[] sorted = numbers.ToArray();
        Array.Sort(sorted);
        double[] distinct = [.. sorted.Distinct().Select(number => (double)number)];
        if (distinct.Length <= values)
            return distinct;

        double[] sums = Sums(sorted);
        double[] centers = [.. Enumerable.Range(0, values).Select(i => sorted[0] + ((sorted[^1] - (double)sorted[0]) * i / (values - 1)))];
        for (int round = 0; round < MaxRounds; round++)
        {
            double[] moved = Move(centers, sorted, sums);
            bool done = moved.AsSpan().SequenceEqual(centers);
            centers = moved;
            if (done)
                break;
        }

        return centers;
    }

    /// <summary>The index of the nearest value.</summary>
    internal static int Nearest(double[] centers, double number)
    {
        int above = Array.BinarySearch(centers, number);
        if (above >= 0)
            return above;
        above = ~above;
        if (above == 0 || above == centers.Length)
            return Math.Clamp(above, 0, centers.Length - 1);
        return number - centers[above - 1] <= centers[above] - number ? above - 1 : above;
    }

    private static double[] Sums(float[] sorted)
    {
        double[] sums = new double[sorted.Length + 1];
        for (int i = 0; i < sorted.Length; i++)
            sums[i + 1] = sums[i] + sorted[i];
        return sums;
    }

    /// <summary>Each value becomes the mean of the numbers nearest to it; a value without any stays.</summary>
    private static double[] Move(double[] centers, float[] sorted, double[] sums)
    {
        double[] moved = new double[centers.Length];
        int from = 0;
        for (int i = 0; i < centers.Length; i++)
        {
            int to = i == centers.Length - 1 ? sorted.Length : CountUpTo(sorted, (centers[i] + centers[i + 1]) / 2);
            moved[i] = to > from ? (sums[to] - sums[from]) / (to - from) : centers[i];
            from = Math.Max(from, to);
        }

        return moved;
    }

    private static int CountUpTo(float[] sorted, double bound)
    {
        (int low, int high) = (0, sorted.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= bound)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
