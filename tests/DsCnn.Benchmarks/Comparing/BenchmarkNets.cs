namespace DsCnn.Benchmarks;

/// <summary>The networks to train, by name.</summary>
internal static class BenchmarkNets
{
    /// <summary>Multiplications that an image's batch may take when its size is not given: batches of 128 small images, of 2 of the largest.</summary>
    private const double MacsPerBatch = 8e9;

    internal static ModelSpec Find(string name) => name switch
    {
        "b0like" => B0Like(),
        "small28" => Small28(),
        "fashion-250k" => Fashion250K(),
        _ => Presets.Find(name).ToSpec(),
    };

    /// <summary>The two networks whose speed is published have fixed batches.</summary>
    internal static int BatchOf(ModelSpec spec) => spec.Name switch
    {
        "b0like" => 16,
        "small28" => 128,
        _ => (int)Math.Clamp(double.Exp2(Math.Round(Math.Log2(MacsPerBatch / spec.Cost.Macs))), 2, 128),
    };

    private static ModelSpec B0Like() => new ModelBuilder()
        .Name("b0like")
        .Input(3, 224, 224)
        .DsBlock(16, conv1Filters: 32, conv1Kernel: 3, conv1Stride: 2)
        .DsBlock(24, stride: 2)
        .DsBlock(24, residual: true)
        .DsBlock(40, kernel: 5, stride: 2)
        .DsBlock(40, kernel: 5, residual: true)
        .DsBlock(80, stride: 2)
        .DsBlock(80, residual: true)
        .DsBlock(80, residual: true)
        .DsBlock(112, kernel: 5)
        .DsBlock(112, kernel: 5, residual: true)
        .DsBlock(112, kernel: 5, residual: true)
        .DsBlock(192, kernel: 5, stride: 2)
        .DsBlock(192, kernel: 5, residual: true)
        .DsBlock(192, kernel: 5, residual: true)
        .DsBlock(192, kernel: 5, residual: true)
        .DsBlock(320)
        .GlobalAveragePool()
        .FullyConnected(1000)
        .Softmax()
        .ToSpec();

    private static ModelSpec Small28() => new ModelBuilder()
        .Name("small28")
        .Input(1, 28, 28)
        .DsBlock(16, conv1Filters: 32, conv1Kernel: 3)
        .DsBlock(24, stride: 2)
        .DsBlock(24, residual: true)
        .DsBlock(40, stride: 2)
        .DsBlock(40, residual: true)
        .GlobalAveragePool()
        .FullyConnected(10)
        .Softmax()
        .ToSpec();

    /// <summary>The network of samples/models, whose weights are drawn here: only its speed is looked at.</summary>
    private static ModelSpec Fashion250K() => ModelFile.Read(Path.Combine(AppContext.BaseDirectory, "fashion-250k.safetensors")).Spec;
}
