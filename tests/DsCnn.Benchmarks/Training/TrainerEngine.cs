namespace DsCnn.Benchmarks;

/// <summary>The library, as <see cref="Trainer"/> runs it between two steps.</summary>
internal sealed class TrainerEngine : IEngine
{
    private readonly DsCnnModel _model;
    private readonly TrainerOptions _options;
    private readonly BatchLoader _loader;
    private readonly IEnumerator<Batch> _batches;
    private readonly TrainingStep _step;
    private readonly EpochRun _epoch = new(epoch: 1, epochs: 1, stepsPerEpoch: int.MaxValue);

    internal TrainerEngine(Workload workload, TrainingPrecision precision)
    {
        HeapTuning.EnsureApplied();
        _model = workload.Network.Build(seed: 1);
        ImageSet images = workload.ImageSet();
        _model.Preprocessing = images.MeasurePreprocessing();
        _options = new TrainerOptions
        {
            BatchSize = workload.Batch,
            Optimizer = new SgdOptions { LearningRate = TrainingSettings.LearningRate, Momentum = TrainingSettings.Momentum, Nesterov = false },
            Schedule = new ConstantSchedule(),
            Precision = precision,
        };
        _loader = TrainingBatches.Load(_model, images, _options);
        _batches = TrainingBatches.Endless(_loader, CancellationToken.None).GetEnumerator();
        _step = new TrainingStep(_model, _options);
        Version = $"DsCnn in {precision}";
    }

    public string Version { get; }

    public long? Parameters => _model.parameters().Sum(parameter => parameter.numel());

    public void Step()
    {
        _epoch.BeginStep(_options);
        _step.Update(_batches, _epoch);
    }

    public void Dispose()
    {
        _batches.Dispose();
        _loader.Dispose();
        _step.Dispose();
        _model.Dispose();
    }
}
