using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>Recomputes batch norm statistics, which surgery invalidates.</summary>
public static class BatchNormCalibration
{
    /// <summary>Replaces the running statistics by the exact mean and variance over some images; no weight is trained.</summary>
    /// <remarks>
    /// Much of the accuracy that pruning costs is due to statistics of inputs that no longer exist. Each batch is normalized by its own statistics, as in training; the variance
    /// over all images is the mean of the batches' variances plus the variance of their means.
    /// </remarks>
    /// <param name="model">The network; its mode does not change.</param>
    /// <param name="images">The images.</param>
    /// <param name="calibration">The number of images. Default: see <see cref="CalibrationOptions"/>.</param>
    /// <param name="cancellationToken">Cancels between steps and leaves the statistics as they were.</param>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    public static void RecalibrateBatchNorm(
        this DsCnnModel model, IImageSource images, CalibrationOptions? calibration = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        BatchNorm2d[] norms = [.. model.modules().OfType<BatchNorm2d>()];
        if (norms.Length == 0)
            return;
        bool wasTraining = model.training;
        using TensorGroup statistics = TensorGroup.Of(model, weight => !weight.IsParameter);
        using TensorGroup before = statistics.Clone();
        using DisposeScope scope = NewDisposeScope();
        try
        {
            Measure(model, norms, images, calibration ?? new CalibrationOptions(), cancellationToken);
        }
        catch
        {
            statistics.CopyFrom(before);
            throw;
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    private static void Measure(
        DsCnnModel model, BatchNorm2d[] norms, IImageSource images, CalibrationOptions calibration, CancellationToken cancellationToken)
    {
        // Dropout and drop path stay off.
        model.eval();
        foreach (BatchNorm2d norm in norms)
            norm.train();

        using IDisposable gradientsOff = no_grad();
        BatchNormMoments[] moments = [.. norms.Select(norm => new BatchNormMoments(norm))];
        int count = CalibrationPass.Run(
            model, images, calibration,
            batch =>
            {
                foreach (BatchNormMoments moment in moments)
                    moment.Begin();
                model.forward(batch.Images);
                foreach (BatchNormMoments moment in moments)
                    moment.Add(batch.Count);
            },
            cancellationToken);
        foreach (BatchNormMoments moment in moments)
            moment.Finish(count);
    }
}
