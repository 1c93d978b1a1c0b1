using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>Shows a network some images.</summary>
internal static class CalibrationPass
{
    /// <summary>Runs a copy of a network in float32 while somebody watches.</summary>
    /// <returns>How many batches there were, at least one.</returns>
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

    /// <summary>Calls <paramref name="use"/> with each batch; what it makes is disposed.</summary>
    /// <returns>How many batches there were, at least one.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    internal static int Run(DsCnnModel model, IImageSource source, CalibrationOptions options, Action<Batch> use, CancellationToken cancellationToken)
    {
        RequireFit(model, source);
        using var loader = new BatchLoader(source, new BatchLoaderOptions
        {
            BatchSize = Math.Min(options.BatchSize, options.Images),
            Shuffle = true,
            Seed = options.Seed,
            Preprocessing = model.Preprocessing,
            Device = model.Device,
        });
        int batches = Math.Clamp(options.Images / loader.BatchSize, 1, loader.StepsPerEpoch);
        foreach (Batch batch in loader.Epoch(1, cancellationToken: cancellationToken).Take(batches))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            use(batch);
        }

        return batches;
    }

    private static void RequireFit(DsCnnModel model, IImageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Count == 0)
            throw new ArgumentException("There must be at least one image to calibrate on. Received: none.", nameof(source));
        if (source.Shape != model.Spec.Input)
            throw new ArgumentException($"{model.Spec.Name} takes images of {model.Spec.Input.Shape}. Received: {source.Shape.Shape}.", nameof(source));
    }
}
