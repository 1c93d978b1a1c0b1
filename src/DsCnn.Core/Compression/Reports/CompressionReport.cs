using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DsCnn.Compression;

/// <summary>What a compression did to a network, step by step, and whether it met the target.</summary>
public sealed class CompressionReport
{
    /// <summary>The network's name.</summary>
    public required string Name { get; init; }

    /// <summary>The target of the compression.</summary>
    public required CompressionTarget Target { get; init; }

    /// <summary>The name of <see cref="CompressionFigures.Accuracy"/>: accuracy, or mean average precision for a network that ends in a sigmoid.</summary>
    public string Figure { get; init; } = "accuracy";

    /// <summary>The network before compression.</summary>
    public required CompressionFigures Original { get; init; }

    /// <summary>The steps taken, in order.</summary>
    public required ImmutableArray<CompressionStep> Steps { get; init; }

    /// <summary>What was tried and undone, or not tried, and why.</summary>
    public ImmutableArray<SkippedLayer> Skipped { get; init; } = [];

    /// <summary>The network after compression.</summary>
    public CompressionFigures Compressed => Steps.IsEmpty ? Original : Steps[^1].After;

    /// <summary>The parts of the target that are missed; empty if it is met.</summary>
    public ImmutableArray<string> Misses => Target.Misses(Compressed, Original);

    /// <summary>Whether the network meets the target.</summary>
    public bool MeetsTarget => Misses.IsEmpty;

    /// <summary>The duration in seconds.</summary>
    public double Seconds => Steps.Sum(step => step.Seconds);

    /// <summary>Writes the report as one JSON object.</summary>
    /// <returns>The text.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, CompressionJson.Default.CompressionReport);

    /// <summary>Reads a report that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The report.</returns>
    /// <exception cref="InvalidDataException">The text is not a report.</exception>
    public static CompressionReport FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            CompressionReport? report = JsonSerializer.Deserialize(json, CompressionJson.Default.CompressionReport);
            if (report is not null && IsComplete(report))
                return report;
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"expected the JSON of a compression report. {ErrorText.OneLine(broken.Message)}", broken);
        }

        throw new InvalidDataException("expected the JSON of a compression report. It lacks members, or has null in their place.");
    }

    /// <inheritdoc cref="CompressionSummary.Summary"/>
    public override string ToString() => this.Summary();

    /// <summary>The same report with one more step.</summary>
    internal CompressionReport With(CompressionStep step) => With([.. Steps, step], Skipped);

    /// <summary>The same report with one more skipped item.</summary>
    internal CompressionReport With(SkippedLayer skipped) => With(Steps, [.. Skipped, skipped]);

    private CompressionReport With(ImmutableArray<CompressionStep> steps, ImmutableArray<SkippedLayer> skipped) =>
        new() { Name = Name, Target = Target, Figure = Figure, Original = Original, Steps = steps, Skipped = skipped };

    /// <summary>Lists may be missing or null, which the JSON reader accepts.</summary>
    private static bool IsComplete(CompressionReport report) =>
        IsComplete(report.Skipped) && IsComplete(report.Steps) && report.Steps.All(step => IsComplete(step.Done) && IsComplete(step.Skipped));

    private static bool IsComplete<T>(ImmutableArray<T> items)
        where T : class => !items.IsDefault && items.All(item => item is not null);
}

/// <summary>Reads and writes <see cref="CompressionReport"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = false, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CompressionReport))]
internal sealed partial class CompressionJson : JsonSerializerContext;
