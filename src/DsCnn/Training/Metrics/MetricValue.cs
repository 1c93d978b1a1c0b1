using System.Text.Json.Serialization;

namespace DsCnn.Training;

/// <summary>What a <see cref="Metric"/> came to.</summary>
public sealed class MetricValue
{
    [JsonConstructor]
    internal MetricValue(string name, double value) =>
        (Name, Value) = (name, value);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The figure.</summary>
    public double Value { get; }
}
