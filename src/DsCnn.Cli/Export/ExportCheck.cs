using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary>Compares a file that is about to be written with its network: the file computed as its format defines, the network computed by libtorch.</summary>
internal sealed class ExportCheck : IDisposable
{
    private const double DefaultThreshold = 0.5;

    /// <summary>How many of the calibration images of an int8 network are compared.</summary>
    private const int CalibrationImages = 32;

    private readonly ModelFile _model;
    private readonly DsCnnModel _original;
    private readonly IImageSource? _images;
    private readonly ExportFormat _format;
    private readonly CancellationToken _cancellation;

    /// <param name="model">The network.</param>
    /// <param name="device">The device that the network runs on.</param>
    /// <param name="images">Images of the kind that the network was trained for, or null for random numbers, on which a network is often undecided.</param>
    /// <param name="format">The options that the file was exported with.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    internal ExportCheck(ModelFile model, Device device, IImageSource? images, ExportFormat format, CancellationToken cancellationToken)
    {
        _model = model;
        _original = DsCnnModel.From(model, device);
        _images = images?.Count >= BatchSize(format) ? images : null;
        _format = format;
        _cancellation = cancellationToken;
    }

    /// <summary>
    /// Compares the outputs of the file and, because a head that is certain of everything could hide a difference, the inputs of its head; for int8 networks,
    /// only the outputs count.
    /// </summary>
    /// <param name="file">The file.</param>
    internal ExportVerification Run(byte[] file)
    {
        bool hasHead = _model.Spec.Head != Head.None && _format is { Logits: false, Quantization: null };
        return new ExportVerification(
            _images is not null, Compare(file, _format.Logits),
            hasHead ? Compare((_format with { Logits = true }).Make(_model), logits: true) : null);
    }

    /// <inheritdoc cref="Require(ExportVerification, string, ExportFormat)"/>
    internal void Require(ExportVerification verification, string path) => Require(verification, path, _format);

    /// <summary>Refuses a file that differs from its network by more than rounding.</summary>
    /// <remarks>A class whose lead over the next is more than twice the largest difference stays in the lead; others may change, and on random numbers many do.</remarks>
    /// <param name="verification">How far the file is from its network.</param>
    /// <param name="path">The name of the file in messages.</param>
    /// <param name="format">The options that the file was exported with.</param>
    /// <exception cref="InvalidDataException">The file computes something else; the message states by how much.</exception>
    internal static void Require(ExportVerification verification, string path, ExportFormat format)
    {
        // The order of additions changes each output in proportion to that output; rounding of stored values, in proportion to the range of the outputs.
        (double tolerance, double agreement) = format.Quantization is not null ? (0.25, 0.9) : format.HalfPrecision ? (0.02, 0.9) : (1e-4, 1);
        bool rounds = format.HalfPrecision || format.Quantization is not null;
        foreach (OnnxVerification one in verification.All)
        {
            double difference = !rounds ? one.RelativeDifference : one.LargestDifference == 0 ? 0 : one.LargestDifference / one.LargestOutput;
            if (!(difference <= tolerance))
                throw Differs(path, string.Create(CultureInfo.InvariantCulture, $"outputs differ by {difference:0.0e+0} of the largest one, where at most {tolerance:0.0e+0} is rounding"));
            if (verification.IsOfRealImages && one.Agreement < agreement)
                throw Differs(path, string.Create(CultureInfo.InvariantCulture, $"only {one.Agreement:P0} of the answers are the same, where at least {agreement:P0} must be"));
        }
    }

    public void Dispose() => _original.Dispose();

    private static InvalidDataException Differs(string path, string how) =>
        new($"{path} was not written, because it would not compute what its network does: {how}.");

    private static int BatchSize(ExportFormat format) => format.BatchSize ?? new OnnxVerificationOptions().BatchSize;

    private OnnxVerification Compare(byte[] file, bool logits)
    {
        using IExportedNetwork exported = _format.Open(file, _model.Spec);
        if (_images is null)
        {
            var random = new OnnxVerificationOptions { BatchSize = BatchSize(_format), Thresholds = Thresholds(logits) };
            return OnnxExporter.Verify(_model.Spec.Input, images => RunOriginal(images, logits), exported.Run, random);
        }

        int size = BatchSize(_format);
        float[][] batches = [.. Enumerable.Range(0, Math.Min(_images.Count, Math.Max(size, CalibrationImages)) / size).Select(batch => Read(_images, batch * size, size))];
        return OnnxVerification.Compare(
            batches.SelectMany(batch => RunOriginal(batch, logits)).ToArray(), batches.SelectMany(exported.Run).ToArray(), batches.Length * size, Thresholds(logits));
    }

    private float[] Read(IImageSource images, int first, int count)
    {
        using Tensor batch = ImageBatch.Images(images, [.. Enumerable.Range(first, count)], _model.Preprocessing);
        return batch.data<float>().ToArray();
    }

    private float[] RunOriginal(float[] numbers, bool logits)
    {
        _cancellation.ThrowIfCancellationRequested();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        InputSpec input = _model.Spec.Input;
        Tensor batch = tensor(numbers, [numbers.Length / input.Shape.Elements, input.Channels, input.Height, input.Width], device: _original.Device);
        Tensor outputs = logits ? _original.Logits(batch) : _original.call(batch);
        return outputs.cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>The thresholds above which outputs count as yes, for networks with independent labels.</summary>
    private IReadOnlyList<double>? Thresholds(bool logits)
    {
        if (_model.Spec.Head != Head.Sigmoid)
            return null;
        IEnumerable<double> probabilities = _model.Thresholds ?? Enumerable.Repeat(DefaultThreshold, _model.Spec.Output.Channels);
        return [.. logits ? probabilities.Select(p => Math.Log(p / (1 - p))) : probabilities];
    }
}

/// <summary>How far an exported file is from its network.</summary>
/// <param name="IsOfRealImages">Whether both were given images of the kind the network was trained for, rather than random numbers.</param>
/// <param name="Outputs">The comparison of the outputs.</param>
/// <param name="Logits">The comparison of the inputs of the head, or null if the file ends before it or is quantized, or if there is no head.</param>
internal sealed record ExportVerification(bool IsOfRealImages, OnnxVerification Outputs, OnnxVerification? Logits)
{
    internal IEnumerable<OnnxVerification> All => Logits is null ? [Outputs] : [Outputs, Logits];
}
