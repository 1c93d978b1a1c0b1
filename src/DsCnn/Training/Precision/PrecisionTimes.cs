using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Times some training steps in each precision, in turn, so that other load on the machine affects all of them equally.</summary>
internal sealed class PrecisionTimes : IDisposable
{
    private const int FewestRounds = 3;
    private const int MostRounds = 12;
    private static readonly TimeSpan _enough = TimeSpan.FromSeconds(4);

    private readonly TrainingStep _step;
    private readonly TrainerOptions _options;
    private readonly Device _device;
    private readonly TimeProvider _clock;
    private readonly EpochRun _epoch = new(epoch: 1, epochs: 1, stepsPerEpoch: int.MaxValue);
    private double _imagesPerSecond;

    private PrecisionTimes(DsCnnModel model, TrainerOptions options, TimeProvider clock)
    {
        _step = new TrainingStep(model, options);
        _options = options;
        _device = model.Device;
        _clock = clock;
    }

    /// <summary>The best training speed in images per second of each precision that the device supports. A precision in which training fails is left out.</summary>
    /// <remarks>The rate is 0, so that all of them use the same weights; the statistics and the network's mode change.</remarks>
    internal static IReadOnlyDictionary<TrainingPrecision, double> Measure(
        DsCnnModel model, TrainerOptions options, IImageSource images, TimeProvider clock, CancellationToken cancellationToken)
    {
        TrainingPrecision[] precisions = model.Device.type == DeviceType.CUDA
            ? [TrainingPrecision.Float32, TrainingPrecision.TensorFloat32, TrainingPrecision.BFloat16]
            : [TrainingPrecision.Float32, TrainingPrecision.BFloat16];
        // Each rank measures by itself.
        options = options with { Communicator = null, BatchSize = Math.Max(1, options.BatchSize / (options.Communicator?.Size ?? 1)) };
        List<PrecisionTimes> times = [];
        using BatchLoader loader = TrainingBatches.Load(model, images, options);
        using IEnumerator<Batch> batches = TrainingBatches.Endless(loader, cancellationToken).GetEnumerator();
        model.train();
        try
        {
            foreach (TrainingPrecision precision in precisions)
                times.Add(new PrecisionTimes(model, options with { Precision = precision, Schedule = new RestSchedule() }, clock));
            long start = clock.GetTimestamp();
            for (int round = 0; round < FewestRounds || (round < MostRounds && clock.GetElapsedTime(start) < _enough); round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                times.RemoveAll(one => !one.TryStep(batches, isCounted: round > 0));
            }

            return times.ToDictionary(one => one._options.Precision, one => one._imagesPerSecond);
        }
        finally
        {
            foreach (PrecisionTimes one in times)
                one.Dispose();
        }
    }

    public void Dispose() => _step.Dispose();

    /// <summary>Runs a step. The first one allocates memory and is not measured.</summary>
    /// <returns>False if the loss is NaN, which the run itself will report in detail.</returns>
    private bool TryStep(IEnumerator<Batch> batches, bool isCounted)
    {
        long imagesBefore = _epoch.Sums.Images;
        _epoch.BeginStep(_options);
        long start = _clock.GetTimestamp();
        try
        {
            using TensorFloat32Scope? scope = TensorFloat32Scope.For(_options.Precision, _device);
            _step.Update(batches, _epoch);
        }
        catch (TrainingDivergedException)
        {
            Dispose();
            return false;
        }

        double speed = (_epoch.Sums.Images - imagesBefore) / _clock.GetElapsedTime(start).TotalSeconds;
        if (isCounted)
            _imagesPerSecond = Math.Max(_imagesPerSecond, speed);
        return true;
    }

    /// <summary>Leaves the weights unchanged.</summary>
    private sealed record RestSchedule : LearningRateSchedule
    {
        public override double FactorAt(double progress, int epochs) => 0;
    }
}
