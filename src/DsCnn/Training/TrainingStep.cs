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
    private readonly GradientExchange? _exchange;
    private readonly SharedStatistics? _shared;

    internal TrainingStep(DsCnnModel model, TrainerOptions options)
    {
        _model = model;
        _options = options;
        _loss = new TrainingLoss(model, options);
        Optimizer = new Optimizer(options.Optimizer, [.. model.named_parameters().Select(p => (p.name, p.parameter)), .. _loss.Parameters]);
        _statistics = TensorGroup.Of(model, weight => !weight.IsParameter);
        _statisticsBefore = _statistics.Clone();
        _random = new StepRandom(model, options.Seed);
        if (options.Communicator is not { } ranks)
            return;
        if (options.SyncBatchNorm)
            _shared = new SharedStatistics(ranks);
        _exchange = new GradientExchange(ranks, model, Optimizer.Parameters, options.SyncBatchNorm ? null : _statistics);
    }

    internal Optimizer Optimizer { get; }

    /// <summary>The state besides the weights that a resumed run needs, by the names that checkpoints use.</summary>
    internal IEnumerable<NamedTensor> Tensors =>
        [.. Optimizer.State, .. _loss.Parameters.Select(p => new NamedTensor(p.Name, p.Parameter))];

    /// <summary>Processes up to <see cref="TrainerOptions.AccumulationSteps"/> batches and makes an update with their mean gradient.</summary>
    /// <param name="batches">The epoch's batches; at least one must be left.</param>
    /// <param name="run">Gets what the batches brought.</param>
    /// <param name="stops">Whether this rank was asked to stop.</param>
    /// <returns>Whether any rank was.</returns>
    /// <exception cref="TrainingDivergedException">Loss or gradient is no number; the weights are those of the update before.</exception>
    internal bool Update(IEnumerator<Batch> batches, EpochRun run, bool stops = false)
    {
        _random.Begin(Optimizer.Updates);

        // A forward pass changes the batch norms' statistics before anything is known about its loss.
        _statisticsBefore.CopyFrom(_statistics);
        var sums = new StepSums();
        try
        {
            while (sums.Batches < _options.AccumulationSteps && batches.MoveNext())
                Learn(batches.Current, sums, run);
            if (_exchange?.Complete(sums.Figures(stops), sums.Share) is { } all)
            {
                sums.Become(all);
                stops = all.Stops > 0;
            }

            ApplyGradients(sums, run);
        }
        catch
        {
            Optimizer.DropGradients();
            _statistics.CopyFrom(_statisticsBefore);
            throw;
        }

        run.Add(sums);
        return stops;
    }

    public void Dispose()
    {
        _exchange?.Dispose();
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

        // Other ranks get the NaN with the sums, so that all of them see it.
        if (!double.IsFinite(value) && _exchange is null)
            throw run.Diverged("The loss");
        Backward(loss);
        sums.Add(value, batch.CountCorrect(logits), batch.Count, (int)batch.Part.WholeOf(batch.Count));
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
        Random random = _random.BeginBatch(place, batch.Part);
        using IDisposable? statistics = _shared?.Use(batch.Share);
        _model.LayerGradientsDone = _exchange is not null && _options.AccumulationSteps == 1 ? _exchange.LayersAfterAreDone : null;
        try
        {
            Tensor logits = _model.Logits(images);
            return (_loss.Of(logits, batch, random), logits);
        }
        finally
        {
            _model.LayerGradientsDone = null;
            _random.EndBatch();
        }
    }

    private void ApplyGradients(StepSums sums, EpochRun run)
    {
        double mean = 1.0 / sums.Batches;
        if (!double.IsFinite(sums.Loss))
            throw run.Diverged("The loss");
        double norm = Optimizer.TakeGradients(_exchange) * mean;

        // An update that is far too large would make weights NaN, which only the next loss would show.
        if (!float.IsFinite((float)(norm * Math.Max(1, run.LearningRate))))
            throw run.Diverged("The gradient");
        double clip = _options.GradientClipNorm is { } limit && norm > limit ? limit / (norm + 1e-6) : 1;
        Optimizer.Update(run.LearningRate, mean * clip);
    }
}
