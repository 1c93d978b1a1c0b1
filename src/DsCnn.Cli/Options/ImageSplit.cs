namespace DsCnn.Cli;

/// <summary>The part of a data set that is measured.</summary>
internal sealed record ImageSplit(string Name, IImageSource Images)
{
    private const string All = "all";

    private static readonly Dictionary<string, (string Name, Func<ImageDataSet, IImageSource?> Find)> _splits = new()
    {
        ["test"] = ("test", data => data.Test),
        ["validation"] = ("validation", data => data.Validation),
        ["train"] = ("training", data => data.Train),
    };

    internal static IEnumerable<string> Names => [.. _splits.Keys, All];

    /// <param name="data">All of the data set.</param>
    /// <param name="dataName">What it is called.</param>
    /// <param name="split">One of <see cref="Names"/>, or null for the first that there is.</param>
    /// <exception cref="InvalidDataException">The data set has no such images.</exception>
    internal static ImageSplit Of(ImageDataSet data, string dataName, string? split)
    {
        ImageSplit[] there = [.. _splits.Values.SelectMany<(string Name, Func<ImageDataSet, IImageSource?> Find), ImageSplit>(
            s => s.Find(data) is { } images ? [new ImageSplit(s.Name, images)] : [])];
        return split switch
        {
            null => there[0],
            All => there.Length == 1 ? there[0] : new ImageSplit(string.Join(" and ", there.Select(s => s.Name)), new JoinedImages([.. there.Select(s => s.Images)])),
            _ => there.FirstOrDefault(s => s.Name == _splits[split].Name) ?? throw new InvalidDataException(
                $"--split {split}: {dataName} has no {_splits[split].Name} images, only {string.Join(" and ", there.Select(s => s.Name))} images."),
        };
    }
}
