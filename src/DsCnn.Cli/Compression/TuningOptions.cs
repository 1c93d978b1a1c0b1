using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>How a network is trained between the steps of its compression, with the original network as the teacher.</summary>
internal sealed class TuningOptions
{

    private readonly Option<int?> _epochs = NumberOption.NotNegativeWhole("--epochs", "Epochs of fine-tuning after each step, 0 for none (default: 3 to 50, more for fewer images)");
    private readonly Option<int?> _batchSize = NumberOption.Positive<int>("--batch-size", "Images per training step, at most (default: as for train)");
    private readonly Option<double?> _learningRate = NumberOption.Positive<double>("--lr", "The highest learning rate of AdamW (default: 0.001)");
    private readonly Option<bool> _labelsOnly = new("--no-teacher") { Description = "Train on the labels only, without the original network as the teacher" };
    private readonly Option<double?> _validation = NumberOption.BelowOne(
        "--validation-split", "The share of the training images to measure accuracy on, where the data has no validation images of its own (default: 0.1; 0.2 of fewer than 500)");

    private readonly Option<int?> _seed = NumberOption.Whole("--seed", "Random seed (default: 0)");
    private readonly AugmentOptions _augment = new();

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("Training in between", _epochs, _batchSize, _learningRate, _labelsOnly, _validation, _seed);
        _augment.AddTo(command);
    }

    internal bool HasTeacher(ParseResult parsed) => !parsed.GetValue(_labelsOnly);

    internal TrainingData Split(ParseResult parsed, ImageDataSet images) =>
        ValidationSplit.Take(images, parsed.GetValue(_validation) ?? Recommended.ValidationShare(images.Train.Count, hasTest: false), Seed(parsed));

    /// <summary>The training, or null for none.</summary>
    internal TrainerOptions? Read(ParseResult parsed, IImageSource images)
    {
        TrainerOptions brief = Recommended.Tuning(images);
        int epochs = parsed.GetValue(_epochs) ?? brief.Epochs;
        if (epochs == 0)
            return null;
        TrainerOptions options = brief with
        {
            Epochs = epochs,
            BatchSize = parsed.GetValue(_batchSize) ?? brief.BatchSize,
            Optimizer = parsed.GetValue(_learningRate) is { } rate ? brief.Optimizer with { LearningRate = rate } : brief.Optimizer,
            Seed = Seed(parsed),
        };
        return _augment.Apply(parsed, options, images.Shape);
    }

    private int Seed(ParseResult parsed) => parsed.GetValue(_seed) ?? 0;
}
