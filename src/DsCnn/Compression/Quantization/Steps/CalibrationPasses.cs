using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Shows the calibration images to a network again and again.</summary>
internal sealed class CalibrationPasses(
    DsCnnModel model, IImageSource images, int batchSize, IProgress<QuantizationProgress>? progress, CancellationToken cancellationToken)
{
    private readonly EvaluationPass _pass = new(model, images, batchSize);
    private int _passes;

    internal int[] Labels => _pass.Labels;

    /// <summary>Runs the network in float32 while somebody watches.</summary>
    internal void Watch(OperationWatch watch, QuantizationStage stage)
    {
        model.Quantization = null;
        model.Watch = watch;
        try
        {
            _ = Run(stage);
        }
        finally
        {
            model.Watch = null;
        }
    }

    /// <summary>Runs the network as a quantization says, or in float32 where there is none; gives all logits, image after image.</summary>
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
            (start, labels, logits) =>
            {
                using Tensor onCpu = logits.cpu();
                all.AddRange(onCpu.data<float>().ToArray());
                progress?.Report(new QuantizationProgress { Stage = stage, Pass = _passes, Images = start + (int)labels.shape[0], Total = images.Count });
            },
            cancellationToken);
        return [.. all];
    }
}
