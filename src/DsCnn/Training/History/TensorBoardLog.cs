using System.Globalization;

namespace DsCnn.Training;

/// <summary>Writes a training run as an event file for TensorBoard: <c>tensorboard --logdir FOLDER</c>.</summary>
/// <remarks>
/// Tags: <c>train/loss</c>, <c>train/accuracy</c> (both of the epoch so far), <c>learning_rate</c>, <c>images_per_second</c>, and at the end of each epoch
/// <c>validation/loss</c>, <c>validation/accuracy</c>, <c>validation/map</c>, <c>validation/top5_accuracy</c> and <c>validation/NAME</c> for custom metrics, if known. A tag's step counts the steps of the whole run.
/// After a crash, the file is readable up to the last record. A resumed run adds a file to the folder, which TensorBoard reads as its continuation.
/// TorchSharp's own writer is not used, because it asks the network for the machine's name and rounds times to seconds.
/// </remarks>
public sealed class TensorBoardLog : IProgress<TrainingProgress>, IDisposable
{
    private readonly EventFile _file;
    private readonly int _everySteps;

    /// <summary>Creates the folder, if there is none, and starts a file in it.</summary>
    /// <param name="folder">The folder for TensorBoard.</param>
    /// <param name="everySteps">The number of steps between two records within an epoch; the end of an epoch is always recorded.</param>
    /// <param name="clock">The source of the records' times. Default: the system's.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public TensorBoardLog(string folder, int everySteps = 50, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(everySteps);
        _everySteps = everySteps;
        clock ??= TimeProvider.System;

        // TensorBoard requires "tfevents" in the name, and reads the files of a folder in the order of their names.
        string began = clock.GetUtcNow().ToUnixTimeMilliseconds().ToString("0000000000000", CultureInfo.InvariantCulture);
        FilePath = Path.Combine(Directory.CreateDirectory(folder).FullName, $"events.out.tfevents.{began}.{Guid.NewGuid():N}");
        _file = new EventFile(FilePath, clock);
    }

    /// <summary>The event file.</summary>
    public string FilePath { get; }

    /// <summary>Records one number.</summary>
    /// <param name="tag">The name; a slash groups tags.</param>
    /// <param name="step">The step within the whole run.</param>
    /// <param name="value">The number; it is stored as float32.</param>
    public void Add(string tag, long step, double value)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        _file.Write(step, [(tag, (float)value)]);
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        long step = ((long)(value.Epoch - 1) * value.StepsPerEpoch) + value.Step;
        if (value.Finished is { } epoch)
        {
            _file.Write(step, [.. Training(value, epoch.Loss, epoch.Accuracy), .. Validation(epoch.Validation)]);
            _file.Flush();
        }
        else if (value.Step % _everySteps == 0 && value.Step < value.StepsPerEpoch)
        {
            _file.Write(step, Training(value, value.Loss, value.Accuracy));
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static IEnumerable<(string Tag, float Value)> Training(TrainingProgress progress, double loss, double accuracy) =>
    [
        ("train/loss", (float)loss),
        ("train/accuracy", (float)accuracy),
        ("learning_rate", (float)progress.LearningRate),
        ("images_per_second", (float)progress.ImagesPerSecond),
    ];

    private static IEnumerable<(string Tag, float Value)> Validation(EvaluationResult? result)
    {
        if (result is null)
            yield break;
        yield return ("validation/loss", (float)result.Loss);
        yield return ("validation/accuracy", (float)result.Accuracy);
        if (result.MeanAveragePrecision is { } precision)
            yield return ("validation/map", (float)precision);
        if (result.Top5Accuracy is { } top5)
            yield return ("validation/top5_accuracy", (float)top5);
        foreach (MetricValue metric in result.Metrics)
            yield return ($"validation/{metric.Name}", (float)metric.Value);
    }
}
