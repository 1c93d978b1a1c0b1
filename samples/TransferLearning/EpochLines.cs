using DsCnn.Training;

namespace TransferLearning;

/// <summary>Writes a line at the end of every epoch.</summary>
internal sealed class EpochLines(string phase) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Finished is { } epoch)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{phase} {epoch.Epoch}/{value.Epochs}  loss {epoch.Loss:0.000}  validation accuracy {epoch.Validation?.Accuracy:0.000}"));
        }
    }
}
