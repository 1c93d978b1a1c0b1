using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>Runs a network on calibration images.</summary>
internal static class CalibrationPass
{
    /// <summary>Runs a copy of a network in float32 with an observer.</summary>
    /// <returns>The number of images, at least one.</returns>
    internal static int Observe(DsCnnModel model, OperationObserver observer, IImageSource source, CalibrationOptions options, CancellationToken cancellationToken)
    {
        using DsCnnModel copy = DsCnnModel.From(model.ToModelFile() with { Quantization = null }, model.Device);
        using (copy.Observe(observer))
        {
            return Run(
                copy, source, options,
                batch =>
                {
                    using IDisposable gradientsOff = no_grad();
                    copy.forward(batch.Images);
                },
                cancellationToken);
        }
    }

    /// <summary>Calls <paramref name="use"/> with each batch; the tensors it creates are disposed.</summary>
    /// <returns>The number of images, at least one.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    internal static int Run(DsCnnModel model, IImageSource source, CalibrationOptions options, Action<Batch> use, CancellationToken cancellationToken)
    {
        DataFit.RequireShape(model, source, nameof(source));
        IImageSource images = source.Sample(options.Images, options.Seed);
        using var loader = new BatchLoader(images, new BatchLoaderOptions
        {
            BatchSize = options.BatchSize,
            Shuffle = false,
            Preprocessing = model.Preprocessing,
            Device = model.Device,
        });
        foreach (Batch batch in loader.Epoch(1, cancellationToken: cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            use(batch);
        }

        return images.Count;
    }
}
