using System.Globalization;

namespace DsCnn;

/// <summary>The results of a training run.</summary>
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

    /// <summary>The number of training images processed, including repeats.</summary>
    public long Images { get; internal init; }

    /// <summary>The duration, including validation and the time before a resumption.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>The epoch with the best validation result; ties are broken by the other result (loss or accuracy). Null if there was no validation.</summary>
    public int? BestEpoch { get; internal init; }

    /// <summary>Why the run ended.</summary>
    public StopReason Stopped { get; internal init; }

    /// <summary>The precision of the training; the one that <see cref="TrainingPrecision.Automatic"/> chose.</summary>
    public TrainingPrecision Precision { get; internal init; }

    /// <summary>Training images per second, including the time for validation.</summary>
    public double ImagesPerSecond => Images / Duration.TotalSeconds;

    /// <summary>Epochs, time and outcome on one line.</summary>
    /// <returns>For example "20 epochs in 00:02:22, 1,269 images/s; best epoch 18: validation accuracy 0.9423".</returns>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Quantity.Of(Epochs.Count, "epoch")} in {Duration:hh\\:mm\\:ss}, {ImagesPerSecond:N0} images/s");
        return BestEpoch is { } best && Epochs[best - 1].Validation is { } validation
            ? string.Create(CultureInfo.InvariantCulture, $"{text}; best epoch {best}: validation accuracy {validation.Accuracy:0.0000}")
            : text;
    }
}
