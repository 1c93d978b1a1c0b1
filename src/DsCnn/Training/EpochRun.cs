using System.Diagnostics;
using System.Globalization;

namespace DsCnn.Training;

/// <summary>Accumulates the results of one epoch.</summary>
internal sealed class EpochRun(int epoch, int epochs, int stepsPerEpoch, EpochSums? done = null)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private EpochSums _sums = done ?? new EpochSums();

    internal int Epoch => epoch;

    internal int Step => _sums.Step;

    internal bool IsOver => Step == stepsPerEpoch;

    internal double LearningRate => _sums.LearningRate;

    /// <summary>The middle of the current step as a share of the whole run, so that neither the first nor the last step trains at a rate of 0.</summary>
    internal double ProgressOfRun => (((double)(epoch - 1) * stepsPerEpoch) + Step + 0.5) / ((double)epochs * stepsPerEpoch);

    /// <summary>All sums so far, for a checkpoint.</summary>
    internal EpochSums Sums => _sums with { Elapsed = Elapsed };

    internal TrainingProgress Progress(Head head, int? bestEpoch, EpochResult? finished = null) => new()
    {
        Epoch = epoch,
        Epochs = epochs,
        Step = Step,
        StepsPerEpoch = stepsPerEpoch,
        Loss = _sums.Loss / _sums.Images,
        Accuracy = (double)_sums.Correct / _sums.Images,
        LearningRate = LearningRate,
        ImagesPerSecond = _sums.Images / Elapsed.TotalSeconds,
        Head = head,
        BestEpoch = bestEpoch,
        Finished = finished,
    };

    private TimeSpan Elapsed => _sums.Elapsed + _watch.Elapsed;

    internal void BeginStep(TrainerOptions options)
    {
        double factor = options.Schedule.FactorAt(ProgressOfRun, epochs);
        if (!double.IsFinite(factor) || factor < 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"{options.Schedule.GetType().Name} must return a factor of at least 0. Received: {factor} at {ProgressOfRun:0.####} of the run."));
        }

        _sums = _sums with { LearningRate = options.Optimizer.LearningRate * factor };
    }

    internal void Add(StepSums step) => _sums = _sums with
    {
        Step = Step + 1,
        Loss = _sums.Loss + step.Loss,
        Correct = _sums.Correct + step.Correct,
        Images = _sums.Images + step.Images,
    };

    internal TrainingDivergedException Diverged(string quantity) => new(epoch, Step + 1, LearningRate, quantity);

    internal EpochResult Finish(EvaluationResult? validation) => new()
    {
        Epoch = epoch,
        Loss = _sums.Loss / _sums.Images,
        Accuracy = (double)_sums.Correct / _sums.Images,
        Validation = validation?.WithoutCounts(),
        LearningRate = LearningRate,
        Duration = Elapsed,
    };
}
