namespace DsCnn.Data;

/// <summary>Divides images with several labels so that every part gets its share of each label (Sechidis, Tsoumakas and Vlahavas 2011, iterative stratification).</summary>
/// <remarks>Rare labels are distributed first, because common ones can compensate later; the images without labels come last.</remarks>
internal static class LabelSplit
{
    /// <summary>Returns the part of each image.</summary>
    /// <param name="source">The images.</param>
    /// <param name="shares">The share of all images for each part; they add up to 1.</param>
    /// <param name="seed">The seed for breaking ties.</param>
    internal static int[] Parts(IImageSource source, ReadOnlySpan<double> shares, int seed)
    {
        int classes = source.ClassNames.Count;
        bool[] labels = MultiLabels.ReadAll(source, classes);
        int[] order = [.. Enumerable.Range(0, source.Count)];
        new Random(seed).Shuffle(order);
        List<int>[] members = [.. Enumerable.Range(0, classes).Select(label => order.Where(image => labels[(image * classes) + label]).ToList())];

        double[] room = [.. shares];
        double[][] wanted = [.. members.Select(images => Scaled(room, images.Count))];
        double[] open = Scaled(room, source.Count);
        int[] parts = new int[source.Count];
        Array.Fill(parts, -1);
        while (Rarest() is { } rarest)
        {
            foreach (int image in members[rarest].Where(image => parts[image] < 0))
                Place(image, wanted[rarest]);
            members[rarest].Clear();
        }

        foreach (int image in order.Where(image => parts[image] < 0))
            Place(image, open);
        return parts;

        int? Rarest()
        {
            foreach (List<int> images in members)
                images.RemoveAll(image => parts[image] >= 0);
            return Enumerable.Range(0, classes).Where(label => members[label].Count > 0).Cast<int?>().MinBy(label => members[label!.Value].Count);
        }

        void Place(int image, double[] need)
        {
            int part = Enumerable.Range(0, need.Length).MaxBy(p => (need[p], open[p]));
            parts[image] = part;
            open[part]--;
            for (int label = 0; label < classes; label++)
                wanted[label][part] -= labels[(image * classes) + label] ? 1 : 0;
        }
    }

    private static double[] Scaled(double[] shares, int images) => [.. shares.Select(share => share * images)];
}
