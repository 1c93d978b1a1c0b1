using static TorchSharp.torch;

namespace DsCnn.Quantization;

/// <summary>Runs a network on the calibration images, once per pass.</summary>
internal sealed class CalibrationPasses(
    DsCnnModel model, IImageSource images, int batchSize, IProgress<QuantizationProgress>? progress, CancellationToken cancellationToken)
{
    private readonly EvaluationPass _pass = new(model, images, batchSize);
    private readonly bool[]? _has = model.Spec.Head == Head.Sigmoid ? MultiLabels.ReadAll(images, model.Spec.Output.Channels) : null;
    private int _passes;

    internal int Images => images.Count;

    /// <summary>The loss of some logits compared with those in float32.</summary>
    internal QuantizationLoss Compare(float[] exact, float[] actual) => _has is null
        ? QuantizationLoss.Compare(exact, actual, _pass.Labels!)
        : QuantizationLoss.Compare(exact, actual, _pass.ClassNames, _has, model.Thresholds);

    /// <summary>Runs the network in float32 with an observer.</summary>
    internal void Observe(OperationObserver observer, QuantizationStage stage)
    {
        model.Quantization = null;
        using (model.Observe(observer))
            _ = Run(stage);
    }

    /// <summary>Runs the network with a quantization, or in float32 without one; returns all logits, image after image.</summary>
    internal float[] Logits(QuantizationSpec? spec, QuantizationStage stage)
    {
        model.Quantization = spec;
        return Run(stage);
    }

    private float[] Run(QuantizationStage stage)
    {
        _passes++;
        var all = new List<float>();
        _pass.Run(
            (start, batch, logits) =>
            {
                using Tensor onCpu = logits.cpu();
                all.AddRange(onCpu.data<float>().ToArray());
                progress?.Report(new QuantizationProgress { Stage = stage, Pass = _passes, Images = start + batch.Count, Total = images.Count });
            },
            cancellationToken);
        return [.. all];
    }
}
