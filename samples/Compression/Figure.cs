using System.Globalization;
using DsCnn;
using DsCnn.Data;
using FashionMnistSample;

namespace CompressionSample;

/// <summary>What became of a network, measured on the test images and in ONNX Runtime: a line of docs/results/compression.csv.</summary>
internal sealed record Figure
{
    private const string Titles =
        "figure,source,parameters,parameters_of_source,macs,macs_of_source,onnx_bytes,source_accuracy,accuracy,lost_points,agreement,times_images_per_second,threads,minutes,machine";

    public required string Name { get; init; }

    public required ModelSpec Source { get; init; }

    public required ModelSpec Network { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Share of the test images that the source classifies correctly, as float32 in ONNX Runtime.</summary>
    public required double SourceAccuracy { get; init; }

    public required double Accuracy { get; init; }

    /// <summary>Share of the test images of which both think the same.</summary>
    public required double Agreement { get; init; }

    /// <summary>Images per second, one at a time, over those of the source as float32.</summary>
    public required double Speed { get; init; }

    public required int Threads { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Measures a file next to the file of the network that it was made of.</summary>
    internal static Figure Measure(string name, ModelSpec network, Exported file, ModelSpec sourceSpec, Exported source, ImageSet test, int threads, TimeSpan duration)
    {
        int[] answers = file.Answers(test), before = source.Answers(test);
        return new Figure
        {
            Name = name,
            Source = sourceSpec,
            Network = network,
            Bytes = file.Bytes,
            SourceAccuracy = Share(i => before[i] == test.GetLabel(i)),
            Accuracy = Share(i => answers[i] == test.GetLabel(i)),
            Agreement = Share(i => answers[i] == before[i]),
            Speed = file.SpeedAgainst(source),
            Threads = threads,
            Duration = duration,
        };

        double Share(Func<int, bool> holds) => (double)Enumerable.Range(0, test.Count).Count(holds) / test.Count;
    }

    internal string ToText() => Invariant(
        $"""
        {Name}, from {Source.Name}
          parameters   {Network.Cost.Parameters:N0}, {Of(Network.Cost.Parameters, Source.Cost.Parameters):P1} of {Source.Cost.Parameters:N0}
          MACs         {Network.Cost.Macs:N0}, {Of(Network.Cost.Macs, Source.Cost.Macs):P1} of {Source.Cost.Macs:N0}
          ONNX file    {Bytes:N0} bytes
          accuracy     {Accuracy:0.0000}, {LostPoints:0.00} points less than {SourceAccuracy:0.0000}
          agreement    {Agreement:P2}
          images/s     {Speed:0.00} x of float32 {Source.Name}, one image at a time, {Threads} thread{(Threads == 1 ? "" : "s")}
        """);

    internal void Append(string path)
    {
        string row = Invariant(
            $"{Name},{Source.Name},{Network.Cost.Parameters},{Of(Network.Cost.Parameters, Source.Cost.Parameters):0.000},{Network.Cost.Macs},{Of(Network.Cost.Macs, Source.Cost.Macs):0.000},{Bytes},{SourceAccuracy:0.0000},{Accuracy:0.0000},{LostPoints:0.00},{Agreement:0.0000},{Speed:0.00},{Threads},{Duration.TotalMinutes:0.0},{ThisMachine.Description}");
        string[] before = File.Exists(path) ? File.ReadAllLines(path) : [Titles];
        File.WriteAllLines(path, [.. before, row]);
    }

    private double LostPoints => 100 * (SourceAccuracy - Accuracy);

    private static double Of(long part, long whole) => (double)part / whole;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
