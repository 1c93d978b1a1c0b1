namespace DsCnn.Cli;

/// <summary>How fast a network is once it is shipped: in ONNX Runtime, one image at a time.</summary>
internal static class OnnxSpeed
{
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(0.4);

    internal static double ImagesPerSecond(DsCnnModel model, OnnxRuntimeOptions engine, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> file = OnnxExporter.ToBytes(model);
        using var times = new EngineTimes(EngineOption.Onnx, () => new ClassifierEngine(options => Classifier.Load(file, options), engine, batch: 1));
        times.Measure(_time, cancellationToken);
        return 1000 / times.MedianMs;
    }
}
