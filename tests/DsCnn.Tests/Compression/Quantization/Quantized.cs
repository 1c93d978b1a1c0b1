namespace DsCnn.Tests;

/// <summary>A quantized network that runs, and what is known of it.</summary>
internal sealed class Quantized(QuantizedModel outcome) : IDisposable
{
    internal DsCnnModel Model { get; } = DsCnnModel.From(outcome.Model);

    internal QuantizationSpec Spec => Model.Quantization!;

    internal QuantizationReport Report => outcome.Details;

    internal static async Task<Quantized> OfAsync(
        DsCnnModel model, IImageSource images, QuantizationOptions? options = null, IProgress<QuantizationProgress>? progress = null) =>
        new(await model.QuantizeAsync(images, options, progress));

    public void Dispose() => Model.Dispose();
}
