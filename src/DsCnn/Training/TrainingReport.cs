using System.Globalization;

namespace DsCnn;

/// <summary>What a training run did.</summary>
/// <example><code>
/// using DsCnnModel model = Presets.Find("ds-pico").ToSpec(classes: 10, new InputSpec(1, 28, 28)).Build();
/// TrainingData data = FashionMnist.Load().Train.Split(validationShare: 0.1);
/// TrainingReport report = await new Trainer(model).FitAsync(data);
/// Console.WriteLine($"{report.Stopped} after {report.Epochs.Count} epochs, best epoch {report.BestEpoch}");
/// report.SaveCurves("history.svg");
/// </code></example>
public sealed class TrainingReport
{
    internal TrainingReport()
    {
    }

    /// <summary>The result of every epoch, in order.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; internal init; } = [];

    /// <summary>Images seen, repeats included.</summary>
    public long Images { get; internal init; }

    /// <summary>How long it took, validation included, and the time before a resumption.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>The epoch with the best validation result, of equals the one with the better other result (loss or accuracy), or null where nothing was validated.</summary>
    public int? BestEpoch { get; internal init; }

    /// <summary>Why the run ended.</summary>
    public StopReason Stopped { get; internal init; }

    /// <summary>In which numbers it was trained; what <see cref="TrainingPrecision.Automatic"/> came to.</summary>
    public TrainingPrecision Precision { get; internal init; }

    /// <summary>Images seen per second, validation time included.</summary>
    public double ImagesPerSecond => Images / Duration.TotalSeconds;

    /// <summary>Epochs, time and outcome on one line.</summary>
    /// <returns>Such as "20 epochs in 00:02:22, 1,269 images/s; best epoch 18: validation accuracy 0.9423".</returns>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Quantity.Of(Epochs.Count, "epoch")} in {Duration:hh\\:mm\\:ss}, {ImagesPerSecond:N0} images/s");
        return BestEpoch is { } best && Epochs[best - 1].Validation is { } validation
            ? string.Create(CultureInfo.InvariantCulture, $"{text}; best epoch {best}: validation accuracy {validation.Accuracy:0.0000}")
            : text;
    }
}
