using DsCnn;

namespace ImageClassifier;

/// <summary>One line for each epoch.</summary>
internal sealed class EpochLines : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Finished is { } epoch)
            Console.WriteLine($"epoch {epoch.Epoch}: loss {epoch.Loss:0.000}, validation accuracy {epoch.Validation?.Accuracy:P1}");
    }
}
