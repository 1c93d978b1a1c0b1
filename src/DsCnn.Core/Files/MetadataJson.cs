using System.Text.Json;

namespace DsCnn.Files;

/// <summary>The JSON of <c>dscnn.labels</c> (a list of texts), <c>dscnn.preprocessing</c> (mean and std, a number per channel) and <c>dscnn.thresholds</c> (a list of numbers).</summary>
internal static class MetadataJson
{
    private static readonly ObjectCodec<Draft> _preprocessing = new ObjectCodec<Draft>(new Draft())
        .Add("mean", (value, place, draft) => draft with { Mean = Numbers(value, place) }, (writer, draft) => WriteList(writer, draft.Mean, writer.WriteNumberValue), required: true)
        .Add("std", (value, place, draft) => draft with { Std = Numbers(value, place) }, (writer, draft) => WriteList(writer, draft.Std, writer.WriteNumberValue), required: true);

    internal static string WriteLabels(IEnumerable<string> labels) =>
        JsonText.Write(writer => WriteList(writer, labels, writer.WriteStringValue));

    internal static IReadOnlyList<string> ReadLabels(string json) =>
        JsonText.Read(json, "labels", root => JsonElements.List(root, "labels").Select(e => JsonElements.Text(e, "labels")).ToArray());

    internal static string WriteThresholds(IEnumerable<double> thresholds) =>
        JsonText.Write(writer => WriteList(writer, thresholds, writer.WriteNumberValue));

    internal static IReadOnlyList<double> ReadThresholds(string json) => JsonText.Read(json, "thresholds", root => Numbers(root, "thresholds"));

    internal static string Write(Preprocessing preprocessing) =>
        JsonText.Write(writer => _preprocessing.Write(writer, new Draft { Mean = [.. preprocessing.Mean], Std = [.. preprocessing.Std] }));

    internal static Preprocessing ReadPreprocessing(string json) =>
        JsonText.Read(json, "preprocessing", root =>
        {
            Draft draft = _preprocessing.Read(root, "preprocessing");
            return new Preprocessing(draft.Mean, draft.Std);
        });

    private static double[] Numbers(JsonElement value, string place) =>
        [.. JsonElements.List(value, place).Select(e => JsonElements.Double(e, place))];

    private static void WriteList<T>(Utf8JsonWriter writer, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray();
        foreach (T item in items)
            write(item);
        writer.WriteEndArray();
    }

    private sealed record Draft
    {
        internal double[] Mean { get; init; } = [];

        internal double[] Std { get; init; } = [];
    }
}
