using System.Diagnostics;

namespace DsCnn;

/// <summary>Adds up what happens in one epoch.</summary>
internal sealed class EpochRun(int epoch, int epochs, int stepsPerEpoch)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private double _loss;
    private long _correct;
    private long _images;

    internal int Epoch => epoch;

    internal int Step { get; private set; }

    internal double LearningRate { get; set; }

    /// <summary>The middle of the current step as a share of the whole run, so that neither the first nor the last step trains at a rate of 0.</summary>
    internal double ProgressOfRun => (((double)(epoch - 1) * stepsPerEpoch) + Step + 0.5) / ((double)epochs * stepsPerEpoch);

    internal TrainingProgress Progress => new()
    {
        Epoch = epoch,
        Epochs = epochs,
        Step = Step,
        StepsPerEpoch = stepsPerEpoch,
        Loss = _loss / _images,
        Accuracy = (double)_correct / _images,
        LearningRate = LearningRate,
        ImagesPerSecond = _images / _watch.Elapsed.TotalSeconds,
    };

    internal void Add(double loss, long correct, int images)
    {
        _loss += loss * images;
        _correct += correct;
        _images += images;
        Step++;
    }

    internal EpochResult Finish(EvaluationResult? validation) => new()
    {
        Epoch = epoch,
        Loss = _loss / _images,
        Accuracy = (double)_correct / _images,
        Validation = validation,
        LearningRate = LearningRate,
        Duration = _watch.Elapsed,
    };
}
