using DsCnn;
using DsCnn.Compression;
using DsCnn.Data;
using DsCnn.Training;

namespace CompressionSample;

/// <summary>The steps to the three figures.</summary>
internal static class Recipes
{
    private static readonly Augmentation[] _augmentations = [new RandomCrop { Padding = 2 }, new HorizontalFlip(), new RandomErasing { Probability = 0.25, MaxArea = 0.2 }];

    /// <summary>A quarter of the parameters and a third of the multiply-accumulates.</summary>
    internal static CompressorOptions Quarter(ModelSpec source, int epochs, string stateFolder) => new()
    {
        Target = new CompressionTarget { MaxParameters = source.Cost.Parameters / 4, MaxMacs = source.Cost.Macs / 3, MaxAccuracyLoss = 0.005 },
        Pruning = new PruningOptions { Multiple = 8 },
        PruningSteps = 2,
        FineTuning = Between(epochs),
        StateFolder = stateFolder,
    };

    /// <summary>So few parameters that as bytes, with their scales and the graph, they fit into 100 kB.</summary>
    internal static CompressorOptions Tiny(int epochs, string stateFolder) => new()
    {
        Target = new CompressionTarget { MaxParameters = 55_000 },
        Pruning = new PruningOptions { Multiple = 8 },
        PruningSteps = 2,
        FineTuning = Between(epochs),
        StateFolder = stateFolder,
    };

    /// <summary>So little memory that it fits a microcontroller as C: weights and code into flash, maps into RAM beside some kilobytes for a stack.</summary>
    internal static CompressorOptions Microcontroller(long flashBytes, long ramBytes, int steps, int epochs, string stateFolder) => new()
    {
        Target = new CompressionTarget { MaxFlashBytes = flashBytes, MaxRamBytes = ramBytes },
        Pruning = new PruningOptions { Multiple = 4 },
        PruningSteps = steps,
        FineTuning = Between(epochs),
        StateFolder = stateFolder,
    };

    /// <summary>The long training at the end, on all images, with a larger network as the teacher.</summary>
    internal static TrainerOptions Last(DsCnnModel teacher, int epochs, string checkpoint) => Common with
    {
        Epochs = epochs,
        Optimizer = new AdamWOptions { LearningRate = 4e-3, WeightDecay = 0.05, Beta2 = 0.99 },
        Ema = new EmaOptions { Decay = 0.999 },
        Distillation = new DistillationOptions { Teacher = Teacher.From(teacher), Temperature = 2, Weight = 0.8 },
        Checkpoint = new CheckpointOptions { Path = checkpoint, Resume = true, Every = TimeSpan.FromMinutes(2) },
    };

    /// <summary>What lets a network recover before more is taken from it.</summary>
    private static TrainerOptions Between(int epochs) => Common with
    {
        Epochs = epochs,
        Optimizer = new AdamWOptions { LearningRate = 2e-3, WeightDecay = 0.05, Beta2 = 0.99 },
    };

    private static TrainerOptions Common { get; } = new()
    {
        BatchSize = 128,
        Schedule = new CosineSchedule { WarmupShare = 0.1 },
        LabelSmoothing = 0.1,
        Augmentations = _augmentations,
    };
}
