namespace DsCnn;

/// <summary>What a training run did.</summary>
/// <param name="Epochs">The result of every epoch, in order.</param>
/// <param name="Images">Images seen, repeats included.</param>
/// <param name="Duration">How long it took, validation included.</param>
public sealed record TrainingReport(IReadOnlyList<EpochResult> Epochs, long Images, TimeSpan Duration)
{
    /// <summary>Images seen per second, validation time included.</summary>
    public double ImagesPerSecond => Images / Duration.TotalSeconds;
}
