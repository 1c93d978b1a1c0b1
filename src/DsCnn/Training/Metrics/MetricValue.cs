using System.Text.Json.Serialization;

namespace DsCnn.Training;

/// <summary>The value of a <see cref="Metric"/>.</summary>
public sealed class MetricValue
{
    [JsonConstructor]
    internal MetricValue(string name, double value) =>
        (Name, Value) = (name, value);

    /// <summary>The name of the metric.</summary>
    public string Name { get; }

    /// <summary>The value.</summary>
    public double Value { get; }
}
