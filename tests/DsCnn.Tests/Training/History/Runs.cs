namespace DsCnn.Tests;

/// <summary>Training runs that nobody had to wait for.</summary>
internal static class Runs
{
    /// <summary>A run that learns fast, then overfits; its best epoch is 14 of 20.</summary>
    internal static IReadOnlyList<EpochResult> Epochs(int count = 20) =>
    [
        .. Enumerable.Range(1, count).Select(epoch => new EpochResult
        {
            Epoch = epoch,
            Loss = 0.25 + (1.6 * Math.Exp(-epoch / 4.0)),
            Accuracy = 0.97 - (0.5 * Math.Exp(-epoch / 4.0)),
            LearningRate = 0.004 * (1 + Math.Cos(Math.PI * epoch / count)),
            Duration = TimeSpan.FromSeconds(17.25),
            Validation = new EvaluationResult
            {
                Loss = 0.4 + (1.1 * Math.Exp(-epoch / 3.0)) + (0.0006 * epoch * epoch),
                Accuracy = 0.92 - (0.4 * Math.Exp(-epoch / 3.0)) - (0.002 * Math.Max(0, epoch - 14)),
                Images = 500,
            },
        }),
    ];

    internal static TrainingProgress Step(int epoch, int step, EpochResult? finished = null) => new()
    {
        Epoch = epoch,
        Epochs = 20,
        Step = step,
        StepsPerEpoch = 100,
        Loss = 0.5,
        Accuracy = 0.75,
        LearningRate = 0.125,
        ImagesPerSecond = 640,
        Finished = finished,
    };

    internal static TrainingProgress End(EpochResult epoch) => Step(epoch.Epoch, 100, epoch);
}
