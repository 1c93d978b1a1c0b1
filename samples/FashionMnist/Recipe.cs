using DsCnn;
using DsCnn.Data;
using DsCnn.Training;

namespace FashionMnistSample;

/// <summary>A network and how it is trained on the 60,000 images.</summary>
internal sealed record Recipe
{
    public required ModelSpec Network { get; init; }

    public required TrainerOptions Options { get; init; }

    /// <summary>The recipe whose weights this one starts from; null to start from random ones.</summary>
    public string? Start { get; init; }

    /// <summary>The recipes whose networks teach this one; the mean of their logits is what it learns.</summary>
    public IReadOnlyList<string> Teachers { get; init; } = [];

    internal string Name => Network.Name;

    /// <summary>All recipes.</summary>
    internal static IReadOnlyList<Recipe> All => [Fashion250K(), Fashion260K(), Fashion1MFirst(), Fashion1M(), Vgg()];

    private static TrainerOptions Common { get; } = new()
    {
        BatchSize = 128,
        Optimizer = new AdamWOptions { LearningRate = 6e-3, WeightDecay = 0.05, Beta2 = 0.99 },
        Schedule = new CosineSchedule { WarmupShare = 0.15 },
        LabelSmoothing = 0.1,
        Augmentations = [new RandomCrop { Padding = 2 }, new HorizontalFlip(), new RandomErasing { Probability = 0.25, MaxArea = 0.2 }],
        Ema = new EmaOptions { Decay = 0.999 },
        Precision = TrainingPrecision.BFloat16,
    };

    /// <summary>Three maps of 28 x 28, 14 x 14 and 7 x 7 that cost about the same, as in the residual networks for small pictures (He et al. 2016, section 4.2), and trained for long.</summary>
    private static Recipe Fashion250K() => new()
    {
        Network = Begin("fashion-250k")
            .DsBlock(outChannels: 8, conv1Filters: 32, conv1Kernel: 3)
            .Repeat(3, block => block.DsBlock(outChannels: 8, residual: true))
            .DsBlock(outChannels: 16, stride: 2)
            .Repeat(3, block => block.DsBlock(outChannels: 16, residual: true))
            .DsBlock(outChannels: 32, stride: 2)
            .Repeat(2, block => block.DsBlock(outChannels: 32, residual: true))
            .DsBlock(outChannels: 64)
            .GlobalAveragePool().FullyConnected(10).Softmax().ToSpec(),
        Options = Common with { Epochs = 48 },
    };

    /// <summary>At most 260,000 parameters: nearly all of its work is on maps of 14 x 14.</summary>
    private static Recipe Fashion260K() => new()
    {
        Network = Begin("fashion-260k")
            .DsBlock(outChannels: 24, conv1Filters: 64, conv1Kernel: 3, stride: 2)
            .Repeat(5, block => block.DsBlock(outChannels: 24, residual: true))
            .DsBlock(outChannels: 32, stride: 2)
            .DsBlock(outChannels: 64)
            .GlobalAveragePool().FullyConnected(10).Softmax().ToSpec(),
        Options = Common with { Epochs = 30 },
    };

    /// <summary>At most 1,000,000 parameters, by the labels alone.</summary>
    private static Recipe Fashion1MFirst() => new()
    {
        Network = Network1M("fashion-1m-first"),
        Options = Common with
        {
            Epochs = 30,
            Optimizer = new AdamWOptions { LearningRate = 5e-3, WeightDecay = 0.05, Beta2 = 0.99 },
        },
    };

    /// <summary>The same network, born again on blended pictures: it goes on from its own weights and learns what it and fashion-260k make of them.</summary>
    private static Recipe Fashion1M() => new()
    {
        Network = Network1M("fashion-1m"),
        Start = "fashion-1m-first",
        Teachers = ["fashion-1m-first", "fashion-260k"],
        Options = Common with
        {
            Epochs = 20,
            Optimizer = new AdamWOptions { LearningRate = 4e-3, WeightDecay = 0.05, Beta2 = 0.99 },
            Mixing = [new CutMix { Alpha = 0.5 }, new MixUp { Alpha = 0.2 }],
        },
    };

    private static ModelSpec Network1M(string name) =>
        Begin(name)
            .DsBlock(outChannels: 32, conv1Filters: 64, conv1Kernel: 3, stride: 2)
            .Repeat(6, block => block.DsBlock(outChannels: 32, residual: true))
            .DsBlock(outChannels: 56, stride: 2)
            .Repeat(2, block => block.DsBlock(outChannels: 56, residual: true))
            .GlobalAveragePool().FullyConnected(10).Softmax().ToSpec().WithDropPath(0.05);

    /// <summary>VGG16's thirteen convolutions and its three fully connected layers, sized for 28 x 28 pictures as in the data set's table: 26 million parameters.</summary>
    private static Recipe Vgg() => new()
    {
        Network = Begin("vgg16-26m")
            .Repeat(2, block => Convolve(block, 64)).MaxPool()
            .Repeat(2, block => Convolve(block, 128)).MaxPool()
            .Repeat(3, block => Convolve(block, 256)).MaxPool()
            .Repeat(6, block => Convolve(block, 512))
            .FullyConnected(1760, Activation.Relu).Dropout(0.5)
            .FullyConnected(1760, Activation.Relu).Dropout(0.5)
            .FullyConnected(10).Softmax().ToSpec(),
        Options = Common with
        {
            Epochs = 10,
            Ema = null,
            Optimizer = new SgdOptions { LearningRate = 0.05, WeightDecay = 5e-4 },
            Augmentations = [new RandomCrop { Padding = 2 }, new HorizontalFlip()],
        },
    };

    private static void Convolve(ModelBuilder builder, int filters) => builder.Conv(filters, activation: Activation.Relu);

    private static ModelBuilder Begin(string name) => new ModelBuilder().Name(name).Input(channels: 1, height: 28, width: 28);
}
