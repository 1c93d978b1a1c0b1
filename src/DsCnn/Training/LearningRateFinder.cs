namespace DsCnn.Training;

/// <summary>Finds a learning rate by trying all of them in one short run (Smith 2017, section 3.3).</summary>
/// <example><code>
/// using DsCnnModel model = Presets.Find("ds-pico").ToSpec(classes: 10, new InputSpec(1, 28, 28)).Build();
/// var options = new TrainerOptions { BatchSize = 128 };
/// LearningRateCurve curve = await LearningRateFinder.RunAsync(model, FashionMnist.Load().Train, options);
/// Console.WriteLine($"try {curve.Suggestion:g2}");
/// </code></example>
public static class LearningRateFinder
{
    /// <summary>The share of the smoothed loss that a step keeps.</summary>
    private const double Smoothing = 0.9;

    /// <summary>The search ends when the loss reaches this multiple of its lowest value.</summary>
    private const double Explosion = 4;

    /// <summary>Trains for a few updates, each at a higher rate than the one before. The network is restored afterward.</summary>
    /// <param name="model">The network.</param>
    /// <param name="images">The training images.</param>
    /// <param name="training">The options for the actual training; rates, schedule and epochs are ignored. Default: see <see cref="TrainerOptions"/>.</param>
    /// <param name="options">The rates to try. Default: see <see cref="LearningRateFinderOptions"/>.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>The curve, and a suggestion for <see cref="OptimizerOptions.LearningRate"/>.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or the highest rate is not above the lowest.</exception>
    /// <exception cref="InvalidOperationException">The model is being trained.</exception>
    public static Task<LearningRateCurve> RunAsync(
        DsCnnModel model, IImageSource images, TrainerOptions? training = null, LearningRateFinderOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        images = DataFit.Of(model, images, nameof(images));
        options ??= new LearningRateFinderOptions();
        training ??= new TrainerOptions();
        Check.None(options.Broken().Concat(training.Broken(model.Spec, hasValidation: true)), nameof(options));
        TrainerOptions range = training with
        {
            Optimizer = training.Optimizer with { LearningRate = options.To },
            Schedule = new RangeSchedule(options.From / options.To),
        };
        HeapTuning.EnsureApplied();
        return LongWork.RunAsync(
            () =>
            {
                using TrainingClaim claim = model.Claim.Take(model.Spec.Name);
                return ModelRestoring.After(model, () => Try(model, images, range, options.Steps, cancellationToken));
            },
            cancellationToken);
    }

    private static LearningRateCurve Try(DsCnnModel model, IImageSource images, TrainerOptions options, int steps, CancellationToken cancellationToken)
    {
        options = options with { Communicator = null };
        model.Preprocessing ??= images.MeasurePreprocessing(cancellationToken);
        if (PrecisionTrial.For(model, options with { Checkpoint = null }, images, TimeProvider.System, cancellationToken) is { } trial)
            options = options with { Precision = trial.Chosen };
        using BatchLoader loader = TrainingBatches.Load(model, images, options);
        using var step = new TrainingStep(model, options);
        using IEnumerator<Batch> batches = TrainingBatches.Endless(loader, cancellationToken).GetEnumerator();
        var run = new EpochRun(epoch: 1, epochs: 1, steps);
        var points = new List<LearningRatePoint>();
        double average = 0;
        model.train();
        while (!run.IsOver)
        {
            cancellationToken.ThrowIfCancellationRequested();
            run.BeginStep(options);
            double before = run.Sums.Loss;
            long imagesBefore = run.Sums.Images;
            try
            {
                step.Update(batches, run);
            }
            catch (TrainingDivergedException)
            {
                break;
            }

            average = (Smoothing * average) + ((1 - Smoothing) * (run.Sums.Loss - before) / (run.Sums.Images - imagesBefore));
            points.Add(new LearningRatePoint { LearningRate = run.LearningRate, Loss = average / (1 - Math.Pow(Smoothing, points.Count + 1)) });
            if (points[^1].Loss > Explosion * points.Min(point => point.Loss))
                break;
        }

        return new LearningRateCurve { Points = points };
    }
}
