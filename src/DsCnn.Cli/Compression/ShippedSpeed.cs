namespace DsCnn.Cli;

/// <summary>The speed of a network in its shipped form, one image at a time.</summary>
internal static class ShippedSpeed
{
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(0.4);

    /// <param name="model">The network.</param>
    /// <param name="engine">The engine that will run it: a name of <see cref="EngineOption"/>.</param>
    /// <param name="options">The options of the engine.</param>
    /// <param name="cancellationToken">Stops the measurement.</param>
    internal static double ImagesPerSecond(DsCnnModel model, string engine, EngineOptions options, CancellationToken cancellationToken)
    {
        if (engine == EngineOption.Torch)
            return model.ImagesPerSecond();
        var file = model.ToModelFile();
        using var times = new EngineTimes(engine, () => new ClassifierEngine(
            settings => engine == EngineOption.Onnx ? Classifier.Load(OnnxExporter.ToBytes(file), settings) : Classifier.Load(file, settings), options, batch: 1));
        times.Measure(_time, cancellationToken);
        return 1000 / times.MedianMs;
    }
}
