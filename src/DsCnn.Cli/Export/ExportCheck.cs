using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary>Compares an exported file with the network that it was made of.</summary>
internal static class ExportCheck
{
    /// <summary>The largest relative difference that the order of sums explains.</summary>
    private const double Tolerance = 1e-4;

    private const double DefaultThreshold = 0.5;

    /// <summary>Runs both on random images: the file in ONNX Runtime, the network in libtorch.</summary>
    internal static OnnxVerification Run(
        ModelFile model, Device device, string path, DsCnn.EngineOptions engine, OnnxExportOptions options, CancellationToken cancellationToken)
    {
        using var original = DsCnnModel.From(model, device);
        original.eval();
        using var exported = new ExportedNetwork(path, model.Spec.Input, engine);
        var images = new OnnxVerificationOptions { Thresholds = Thresholds(model, options.Output) };
        return OnnxExporter.Verify(
            model.Spec.Input, RunOriginal, exported.Run, options.BatchSize is { } batch ? images with { BatchSize = batch } : images);

        float[] RunOriginal(float[] numbers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            using IDisposable gradientsOff = no_grad();
            InputSpec input = model.Spec.Input;
            Tensor batch = tensor(numbers, [numbers.Length / input.Shape.Elements, input.Channels, input.Height, input.Width], device: device);
            Tensor outputs = options.Output == OnnxOutput.Logits ? original.Logits(batch) : original.call(batch);
            return outputs.cpu().contiguous().data<float>().ToArray();
        }
    }

    /// <summary>From where on each output says yes, where labels stand by themselves.</summary>
    private static IReadOnlyList<double>? Thresholds(ModelFile model, OnnxOutput output)
    {
        if (model.Spec.Head != Head.Sigmoid)
            return null;
        IEnumerable<double> probabilities = model.Thresholds ?? Enumerable.Repeat(DefaultThreshold, model.Spec.Output.Channels);
        return [.. output == OnnxOutput.Logits ? probabilities.Select(p => Math.Log(p / (1 - p))) : probabilities];
    }

    /// <summary>Half precision and bytes round, by how much depends on the network; but numbers they must give.</summary>
    /// <exception cref="InvalidDataException">The file computes something else than the network.</exception>
    internal static void Require(OnnxVerification verification, string path, OnnxExportOptions options)
    {
        bool rounds = options.HalfPrecision || options.Quantization is not null;
        if (!verification.Agrees(rounds ? double.MaxValue : Tolerance))
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path} does not compute what its network does: outputs differ by {verification.RelativeDifference:0.0e+0} of the largest one. Do not use it."));
        }
    }
}
