using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>How training images are augmented.</summary>
internal sealed class AugmentOptions
{
    private const string Automatic = "auto";

    private static readonly Dictionary<string, Func<InputSpec, Augmentation[]>> _augmentations = new()
    {
        ["none"] = _ => [],
        ["flip"] = _ => [new HorizontalFlip()],
        ["shift"] = shape => [Recommended.Shift(shape)],
        ["basic"] = shape => [Recommended.Shift(shape), new HorizontalFlip()],
        ["photo"] = _ => [new RandomResizedCrop(), new HorizontalFlip()],
        ["trivial"] = shape => [Recommended.Shift(shape), new HorizontalFlip(), new TrivialAugment()],
        ["rand"] = shape => [Recommended.Shift(shape), new HorizontalFlip(), new RandAugment()],
    };

    private static readonly Dictionary<string, BatchMix[]> _mixes = new()
    {
        ["none"] = [],
        ["mixup"] = [new MixUp()],
        ["cutmix"] = [new CutMix()],
        ["both"] = [new MixUp(), new CutMix()],
    };

    private readonly Option<string> _augment = new("--augment")
    {
        Description = "none, flip, shift (by an eighth), basic (both), photo (random crops and flip), trivial or rand " +
            "(basic, and TrivialAugment or RandAugment); auto follows from size, number and classes of the images",
        DefaultValueFactory = _ => Automatic,
    };

    private readonly Option<string> _mix = new("--mix")
    {
        Description = "How to blend images within a batch; auto is cutmix on half of the batches for small data sets",
        DefaultValueFactory = _ => Automatic,
    };

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("How images are varied", _augment.OneOf([Automatic, .. _augmentations.Keys]), _mix.OneOf([Automatic, .. _mixes.Keys]));
    }

    /// <summary>The option without blending within a batch.</summary>
    internal void AddChoiceTo(ToolCommand command) => command.AddOptions("Page", _augment.OneOf([Automatic, .. _augmentations.Keys]));

    /// <summary>Applies the command line to the recommended options.</summary>
    internal TrainerOptions Apply(ParseResult parsed, TrainerOptions options, InputSpec shape)
    {
        string mix = parsed.GetRequiredValue(_mix);
        return options with { Augmentations = Choose(parsed, options, shape), Mixing = mix == Automatic ? options.Mixing : _mixes[mix] };
    }

    /// <summary>The changes that training on these images would make to single images.</summary>
    internal IReadOnlyList<Augmentation> Choose(ParseResult parsed, IImageSource images) =>
        Choose(parsed, Recommended.Options(new TrainingData(images)), images.Shape);

    private IReadOnlyList<Augmentation> Choose(ParseResult parsed, TrainerOptions recommended, InputSpec shape)
    {
        string augment = parsed.GetRequiredValue(_augment);
        return augment == Automatic ? recommended.Augmentations : _augmentations[augment](shape);
    }
}
