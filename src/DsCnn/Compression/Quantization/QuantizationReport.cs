using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Quantization;

/// <summary>What quantization did to a network, what it left alone, and the loss on the calibration images.</summary>
public sealed class QuantizationReport
{
    internal QuantizationReport(QuantizationLoss loss) => Loss = loss;

    /// <summary>The name of the network.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The number of images used for calibrating and measuring.</summary>
    public int Images { get; internal init; }

    /// <summary>The name of <see cref="FloatAccuracy"/> and <see cref="QuantizationLoss.Accuracy"/>: accuracy, or mean average precision for a network that ends in a sigmoid.</summary>
    public string Figure { get; internal init; } = "accuracy";

    /// <summary>The accuracy in float32.</summary>
    public double FloatAccuracy { get; internal init; }

    /// <summary>The loss of the quantized network.</summary>
    public QuantizationLoss Loss { get; }

    /// <summary>The layers with weights, in order.</summary>
    public IReadOnlyList<LayerSensitivity> Layers { get; internal init => field = ValueList<LayerSensitivity>.Of(value); } = [];

    /// <summary>The pairs of convolutions whose channels in between were scaled to the same magnitude.</summary>
    public IReadOnlyList<string> Equalized { get; internal init => field = ValueList<string>.Of(value); } = [];

    /// <summary>What was left alone.</summary>
    public IReadOnlyList<SkippedLayer> Skipped { get; internal init => field = ValueList<SkippedLayer>.Of(value); } = [];

    /// <summary>What was done, in the words of a compression report.</summary>
    internal ImmutableArray<string> Done =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{Quantity.Of(Layers.Count(layer => !layer.InFloat), "layer")}, calibrated on {Quantity.Of(Images, "image")}"),
        .. Equalized.Select(pair => $"equalized channels: {pair}"),
    ];

    /// <summary>What was left as it was, in the words of a compression report.</summary>
    internal ImmutableArray<SkippedLayer> LeftAlone =>
    [
        .. Layers.Where(layer => layer.InFloat).Select(layer => new SkippedLayer
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"layers.{layer.Layer}"),
            Reason = "it stays in float32, because quantizing it costs too much accuracy",
        }),
        .. Skipped,
    ];

    /// <summary>The report as text for a terminal.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToText() => Describe().ToText();

    /// <summary>The report in GitHub-flavored Markdown.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToMarkdown() => Describe().ToMarkdown();

    private Report Describe()
    {
        var table = new Table(
            new("#", AlignRight: true), new("layer"), new("stored as"), new("error alone", AlignRight: true), new("agreement alone", AlignRight: true));
        foreach (LayerSensitivity layer in Layers)
        {
            table.Add(
                layer.Layer.ToString(CultureInfo.InvariantCulture), layer.Type, layer.InFloat ? "float32" : "int8",
                layer.Loss is { } loss ? Quantity.Percent(loss.Error) : "", layer.Loss is { } measured ? Quantity.Percent(measured.Agreement) : "");
        }

        table.AddTotal("", "all", "", Quantity.Percent(Loss.Error), Quantity.Percent(Loss.Agreement));
        return new Report(
            $"{Name} as int8, on {Quantity.Exact(Images)} calibration images",
            table,
            [
                $"{Figure} {Quantity.Percent(FloatAccuracy)} in float32, {Quantity.Percent(Loss.Accuracy)} as int8",
                .. Equalized.Select(pair => $"equalized channels: {pair}"),
                .. Skipped.Select(step => $"left alone: {step.Name}: {step.Reason}"),
            ]);
    }
}
