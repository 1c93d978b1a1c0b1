using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>How training images are varied.</summary>
internal sealed class AugmentOptions
{
    /// <summary>Images are moved by up to this part of their shorter side.</summary>
    private const int ShiftDivisor = 8;

    private const string Automatic = "auto";

    private static readonly Dictionary<string, Func<Augmentation, Augmentation[]>> _augmentations = new()
    {
        ["none"] = _ => [],
        ["flip"] = _ => [new HorizontalFlip()],
        ["shift"] = shift => [shift],
        ["basic"] = shift => [shift, new HorizontalFlip()],
        ["trivial"] = shift => [shift, new HorizontalFlip(), new TrivialAugment()],
        ["rand"] = shift => [shift, new HorizontalFlip(), new RandAugment()],
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
        Description = "none, flip (mirror), shift (by an eighth), basic (both), trivial or rand (basic, and TrivialAugment or RandAugment); " +
            "auto is basic, but does not mirror classes that are called by single characters or numbers",
        DefaultValueFactory = _ => Automatic,
    };

    private readonly Option<string> _mix = new("--mix") { Description = "How to blend images of a batch", DefaultValueFactory = _ => "none" };

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("How images are varied", _augment.OneOf([Automatic, .. _augmentations.Keys]), _mix.OneOf(_mixes.Keys));
    }

    /// <summary>Without blends of a batch.</summary>
    internal void AddChoiceTo(ToolCommand command) => command.AddOptions("Page", _augment.OneOf([Automatic, .. _augmentations.Keys]));

    internal TrainerOptions Apply(ParseResult parsed, TrainerOptions options, IImageSource images) =>
        options with { Augmentations = Choose(parsed, images), Mixing = _mixes[parsed.GetRequiredValue(_mix)] };

    /// <summary>The changes of single images.</summary>
    internal IReadOnlyList<Augmentation> Choose(ParseResult parsed, IImageSource images)
    {
        string augment = parsed.GetRequiredValue(_augment);
        if (augment == Automatic)
            augment = images.ClassNames.All(IsCharacter) ? "shift" : "basic";
        var shift = new RandomCrop { Padding = Math.Max(1, Math.Min(images.Shape.Height, images.Shape.Width) / ShiftDivisor) };
        return _augmentations[augment](shift);
    }

    /// <summary>Writing means something else in the mirror, or nothing.</summary>
    private static bool IsCharacter(string className) => className.Length == 1 || className.All(char.IsAsciiDigit);
}
