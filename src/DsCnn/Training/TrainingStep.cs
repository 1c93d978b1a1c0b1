using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Makes one update of the weights from one or more batches; an update that fails leaves no trace.</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly DsCnnModel _model;
    private readonly TrainerOptions _options;
    private readonly StepRandom _random;
    private readonly TrainingLoss _loss;
    private readonly TensorGroup _statistics;
    private readonly TensorGroup _statisticsBefore;

    internal TrainingStep(DsCnnModel model, TrainerOptions options)
    {
        _model = model;
        _options = options;
        _loss = new TrainingLoss(model, options);
        Optimizer = new Optimizer(options.Optimizer, [.. model.named_parameters().Select(p => (p.name, p.parameter)), .. _loss.Parameters]);
        _statistics = TensorGroup.Of(model, weight => !weight.IsParameter);
        _statisticsBefore = _statistics.Clone();
        _random = new StepRandom(model, options.Seed);
    }

    internal Optimizer Optimizer { get; }

    /// <summary>The state besides the weights that a resumed run needs, by the names that checkpoints use.</summary>
    internal IEnumerable<NamedTensor> Tensors =>
        [.. Optimizer.State, .. _loss.Parameters.Select(p => new NamedTensor(p.Name, p.Parameter))];

    /// <summary>Processes up to <see cref="TrainerOptions.AccumulationSteps"/> batches and makes an update with their mean gradient.</summary>
    /// <param name="batches">The epoch's batches; at least one must be left.</param>
    /// <param name="run">Receives the results of the batches.</param>
    /// <exception cref="TrainingDivergedException">The loss or a gradient is NaN; the weights are those of the previous update.</exception>
    internal void Update(IEnumerator<Batch> batches, EpochRun run)
    {
        _random.Begin(Optimizer.Updates);

        // A forward pass changes the batch norms' statistics before anything is known about its loss.
        _statisticsBefore.CopyFrom(_statistics);
        var sums = new StepSums();
        try
        {
            while (sums.Batches < _options.AccumulationSteps && batches.MoveNext())
                Learn(batches.Current, sums, run);
            ApplyGradients(sums, run);
        }
        catch
        {
            Optimizer.DropGradients();
            _statistics.CopyFrom(_statisticsBefore);
            throw;
        }

        run.Add(sums);
    }

    public void Dispose()
    {
        _random.Dispose();
        Optimizer.Dispose();
        _loss.Dispose();
        _statisticsBefore.Dispose();
        _statistics.Dispose();
    }

    private void Learn(Batch batch, StepSums sums, EpochRun run)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor loss, Tensor logits) = Forward(batch, sums.Batches);
        double value = loss.item<float>();
        if (!double.IsFinite(value))
            throw run.Diverged("The loss");
        Backward(loss);
        sums.Add(value, batch.CountCorrect(logits), batch.Count);
    }

    private static void Backward(Tensor loss)
    {
        // Discard what a pass of the caller's own left behind.
        _ = StepFailure.Take();
        try
        {
            loss.backward();
        }
        catch (ExternalException) when (StepFailure.Take() is { } failure)
        {
            // Torch has only the message of the original exception.
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private (Tensor Loss, Tensor Logits) Forward(Batch batch, int place)
    {
        Tensor images = _options.Precision == TrainingPrecision.BFloat16 ? batch.Images.to(ScalarType.BFloat16) : batch.Images;
        Tensor logits = _model.Logits(images);
        return (_loss.Of(logits, batch, _random.OfLoss(place)), logits);
    }

    private void ApplyGradients(StepSums sums, EpochRun run)
    {
        double mean = 1.0 / sums.Batches;
        double norm = Optimizer.TakeGradients() * mean;

        // An update that is far too large would make weights NaN, which only the next loss would show.
        if (!float.IsFinite((float)(norm * Math.Max(1, run.LearningRate))))
            throw run.Diverged("The gradient");
        double clip = _options.GradientClipNorm is { } limit && norm > limit ? limit / (norm + 1e-6) : 1;
        Optimizer.Update(run.LearningRate, mean * clip);
    }
}
