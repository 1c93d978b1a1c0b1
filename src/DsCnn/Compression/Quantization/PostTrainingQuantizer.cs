using System.Diagnostics;

namespace DsCnn.Quantization;

/// <summary>Quantizes trained networks to int8.</summary>
/// <remarks>
/// Nagel et al. 2021, section 3.6: batch norms are folded, channels equalized where that is exact, the ranges of all values chosen from a few hundred images,
/// weights rounded filter by filter, and biases corrected. The loss is measured on the same images.
/// </remarks>
/// <example><code>
/// using DsCnnModel model = DsCnnModel.Load("fashion.safetensors");
/// QuantizedModel quantized = await model.QuantizeAsync(FashionMnist.Load().Train.Sample(500));
/// Console.WriteLine(quantized.Details.ToText());
/// quantized.Model.Write("fashion-int8.safetensors");
/// </code></example>
public static class PostTrainingQuantizer
{
    /// <summary>Quantizes a copy of a network; the network itself is not changed.</summary>
    /// <param name="model">The network, with a classifier.</param>
    /// <param name="images">A few hundred images like those that the network will see; their labels are used only for measuring.</param>
    /// <param name="options">The options. Default: see <see cref="QuantizationOptions"/>.</param>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>The quantized network and its loss.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    /// <exception cref="InvalidSpecException">The network computes numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was canceled.</exception>
    public static QuantizedModel Quantize(
        this DsCnnModel model, IImageSource images, QuantizationOptions? options = null, IProgress<QuantizationProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Run(model, Fitting(model, images), options ?? new QuantizationOptions(), progress, cancellationToken);

    /// <summary>Quantizes a network on a separate thread.</summary>
    /// <inheritdoc cref="Quantize"/>
    public static Task<QuantizedModel> QuantizeAsync(
        this DsCnnModel model, IImageSource images, QuantizationOptions? options = null, IProgress<QuantizationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        images = Fitting(model, images);
        return LongWork.RunAsync(() => Run(model, images, options ?? new QuantizationOptions(), progress, cancellationToken), cancellationToken);
    }

    /// <summary>The images in the network's memory layout, after checking that both fit together.</summary>
    private static IImageSource Fitting(DsCnnModel model, IImageSource images)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        images = DataFit.Of(model, images, nameof(images));
        return model.Spec.Weights.IsEmpty ? throw new ArgumentException($"{model.Spec.Name} has no weights to quantize.", nameof(model)) : images;
    }

    private static QuantizedModel Run(
        DsCnnModel model, IImageSource images, QuantizationOptions options, IProgress<QuantizationProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var watch = Stopwatch.StartNew();
        ModelFile original = model.ToModelFile();
        using DsCnnModel copy = model.FoldBatchNorm();
        var passes = new CalibrationPasses(copy, images, options.BatchSize, progress, cancellationToken);
        QuantizationReport report = new QuantizationRun(copy, options, passes).Run();
        var quantized = copy.ToModelFile();
        return new QuantizedModel(original, quantized.Named(quantized.Spec.NamedAfter(CompressionMethod.Quantization)), report, watch.Elapsed);
    }
}
