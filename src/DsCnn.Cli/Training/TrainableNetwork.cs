using System.Globalization;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary>The network to train: what it was asked to be, and how it is fitted to the images.</summary>
internal abstract class TrainableNetwork
{
    private readonly int? _classes;
    private readonly InputSpec? _input;

    private TrainableNetwork(int? classes, InputSpec? input) => (_classes, _input) = (classes, input);

    /// <summary>A trained network learns gently, so as not to forget what it knows.</summary>
    internal virtual bool IsTrained => false;

    private protected abstract ModelSpec Original { get; }

    internal static TrainableNetwork Of(Preset preset, int? classes, InputSpec? input) => new FromPreset(preset, classes, input);

    internal static TrainableNetwork Of(ModelSpec spec, int? classes, InputSpec? input) => new FromSpec(spec, classes, input);

    internal static TrainableNetwork Of(ModelFile file, int? classes, InputSpec? input) => new FromFile(file, classes, input);

    /// <summary>The shape that images are read in: what was asked for, else what the network says.</summary>
    internal virtual ImageFolderOptions ImageOptions => ImageShape.OptionsFor(_input ?? Original.Input, Original.Name);

    /// <summary>The order in which the network already knows these classes, where it is not theirs.</summary>
    internal virtual IReadOnlyList<string>? OrderOf(IReadOnlyList<string> classNames) => null;

    /// <summary>Makes the network for these images.</summary>
    /// <exception cref="UsageException">It was asked to have fewer classes than they have.</exception>
    /// <exception cref="InvalidDataException">It cannot take such images.</exception>
    internal DsCnnModel Build(IImageSource images, double? dropPath, Device device, int seed)
    {
        int classes = _classes ?? images.ClassNames.Count;
        if (classes < images.ClassNames.Count)
            throw new UsageException($"--classes: expected at least {images.ClassNames.Count}, as many as the images have. Received: {classes}.");
        try
        {
            return Build(images, classes, dropPath ?? 0, device, seed);
        }
        catch (InvalidSpecException impossible)
        {
            throw new InvalidDataException(
                $"{Original.Name} cannot be trained on images of {images.Shape.Shape}. {impossible.Message} " +
                "Choose another network, or another size with --input, such as --input 3x64x64.", impossible);
        }
    }

    private protected abstract DsCnnModel Build(IImageSource images, int classes, double dropPath, Device device, int seed);

    private static ModelSpec WithDropPath(ModelSpec spec, double rate) => rate == 0 ? spec : spec.WithDropPath(rate);

    private sealed class FromPreset(Preset preset, int? classes, InputSpec? input) : TrainableNetwork(classes, input)
    {
        /// <summary>A preset takes images as they are, where they are all of one size.</summary>
        internal override ImageFolderOptions ImageOptions =>
            _input is not null ? base.ImageOptions : new ImageFolderOptions { SizeIfMixed = (Original.Input.Height, Original.Input.Width) };

        private protected override ModelSpec Original { get; } = preset.ToSpec();

        private protected override DsCnnModel Build(IImageSource images, int classes, double dropPath, Device device, int seed) =>
            new(WithDropPath(preset.ToSpec(classes, images.Shape), dropPath), device, seed);
    }

    private sealed class FromSpec(ModelSpec spec, int? classes, InputSpec? input) : TrainableNetwork(classes, input)
    {
        private protected override ModelSpec Original => spec;

        private protected override DsCnnModel Build(IImageSource images, int classes, double dropPath, Device device, int seed)
        {
            ModelSpec fitted = spec.WithInput(images.Shape);
            return new(WithDropPath(fitted.Output.Channels == classes ? fitted : fitted.WithClasses(classes), dropPath), device, seed);
        }
    }

    private sealed class FromFile(ModelFile file, int? classes, InputSpec? input) : TrainableNetwork(classes, input)
    {
        internal override bool IsTrained => true;

        private protected override ModelSpec Original => file.Spec;

        internal override IReadOnlyList<string>? OrderOf(IReadOnlyList<string> classNames) =>
            file.Labels is { } labels && !labels.SequenceEqual(classNames) && (AreSame(labels, classNames) || AreNumbered(labels, classNames)) ? labels : null;

        private protected override DsCnnModel Build(IImageSource images, int classes, double dropPath, Device device, int seed)
        {
            ModelFile fitted = WithSpec(file.WithInputChannels(images.Shape.Channels), spec => WithDropPath(spec.WithInput(images.Shape), dropPath));
            bool keepsClasses = file.Labels is { } labels ? labels.SequenceEqual(images.ClassNames) : file.Spec.Output.Channels == classes;
            if (!keepsClasses)
                fitted = fitted.WithClasses(classes, seed);
            return DsCnnModel.From(fitted, device);
        }

        private static ModelFile WithSpec(ModelFile file, Func<ModelSpec, ModelSpec> change) =>
            new(change(file.Spec), file.Weights) { Labels = file.Labels, Preprocessing = file.Preprocessing };

        private static bool AreSame(IReadOnlyList<string> labels, IReadOnlyList<string> classNames) =>
            labels.Order(StringComparer.Ordinal).SequenceEqual(classNames.Order(StringComparer.Ordinal));

        /// <summary>IDX files do not name their classes.</summary>
        private static bool AreNumbered(IReadOnlyList<string> labels, IReadOnlyList<string> classNames) =>
            labels.Count == classNames.Count && classNames.Index().All(c => c.Item == c.Index.ToString(CultureInfo.InvariantCulture));
    }
}
