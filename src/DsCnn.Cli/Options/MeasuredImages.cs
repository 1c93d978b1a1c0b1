namespace DsCnn.Cli;

/// <summary>The part of a data set on which a network is evaluated.</summary>
internal sealed record MeasuredImages(string Name, IImageSource Images)
{
    internal const string All = "all";

    private static readonly Dictionary<string, DataSplit> _splits = new()
    {
        ["test"] = DataSplit.Test,
        ["validation"] = DataSplit.Validation,
        ["train"] = DataSplit.Train,
    };

    /// <summary>Whether networks are trained on these images.</summary>
    internal bool IsTraining => Name == NameOf(DataSplit.Train);

    internal static IEnumerable<string> Names => [.. _splits.Keys, All];

    /// <summary>The split with the given name, or null if no name is given.</summary>
    internal static DataSplit? Split(string? name) => name is null ? null : _splits[name];

    internal static MeasuredImages Of(ImageSplit split) => new(NameOf(split.Split), split.Images);

    /// <summary>All images of a data set, one split after the other.</summary>
    internal static MeasuredImages Of(ImageDataSet data)
    {
        DataSplit[] there = [.. _splits.Values.Where(split => data.Of(split) is not null)];
        string name = string.Join(" and ", there.Select(NameOf));
        return new MeasuredImages(name, there.Length == 1 ? data.Train : new JoinedImages([.. there.Select(split => data.Of(split)!)]));
    }

    /// <summary>The name of a split in options and JSON.</summary>
    internal static string KeyOf(DataSplit split) => _splits.First(pair => pair.Value == split).Key;

    private static string NameOf(DataSplit split) => split switch
    {
        DataSplit.Train => "training",
        DataSplit.Validation => "validation",
        _ => "test",
    };
}
