using System.Globalization;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary>The network to train, as requested, and how it is fitted to the images.</summary>
internal abstract class TrainableNetwork
{
    private readonly int? _classes;
    private readonly InputSpec? _input;

    private TrainableNetwork(int? classes, InputSpec? input) => (_classes, _input) = (classes, input);

    /// <summary>A network that is already trained learns at a low rate, so as not to forget what it knows.</summary>
    internal virtual bool IsTrained => false;

    internal static TrainableNetwork Recommended(int? classes, InputSpec? input) => new ForImages(classes, input);

    internal static TrainableNetwork Of(Preset preset, int? classes, InputSpec? input) => new FromPreset(preset, classes, input);

    internal static TrainableNetwork Of(ModelSpec spec, int? classes, InputSpec? input) => new FromSpec(spec, classes, input);

    internal static TrainableNetwork Of(ModelFile file, int? classes, InputSpec? input) => new FromFile(file, classes, input);

    /// <summary>The shape in which images are read: the requested one, otherwise that of the network.</summary>
    internal abstract ImageFolderOptions ImageOptions { get; }

    /// <summary>The order in which the network already knows these classes, if it differs from theirs.</summary>
    internal virtual IReadOnlyList<string>? OrderOf(IImageSource images) => null;

    /// <summary>Creates the network for these images.</summary>
    /// <exception cref="UsageException">Fewer classes were requested than the images have.</exception>
    /// <exception cref="InvalidDataException">The network cannot process such images.</exception>
    internal DsCnnModel Build(IImageSource images, double? dropPath, Device device, int seed)
    {
        int classes = _classes ?? images.ClassNames.Count;
        if (classes < images.ClassNames.Count)
            throw new UsageException($"--classes: expected at least {images.ClassNames.Count}, the number of classes in the images. Received: {classes}.");
        try
        {
            return Build(images, classes, dropPath ?? 0, device, seed);
        }
        catch (InvalidSpecException impossible)
        {
            throw new InvalidDataException(
                $"{NameFor(images)} cannot be trained on images of {images.Shape.Shape}. {impossible.Message} " +
                "Choose another network, or another size with --input, such as --input 3x64x64.", impossible);
        }
    }

    private protected abstract DsCnnModel Build(IImageSource images, int classes, double dropPath, Device device, int seed);

    private protected abstract string NameFor(IImageSource images);

    private ImageFolderOptions OptionsFor(ModelSpec spec) => ImageShape.OptionsFor(_input ?? spec.Input, spec.Name);

    private static ModelSpec WithDropPath(ModelSpec spec, double rate) => rate == 0 ? spec : spec.WithDropPath(rate);

    /// <summary>A preset chosen for the images.</summary>
    private sealed class ForImages(int? classes, InputSpec? input) : TrainableNetwork(classes, input)
    {
        internal override ImageFolderOptions ImageOptions =>
            _input is null ? new ImageFolderOptions { ChooseSize = DsCnn.Recommended.ImageSize } : ImageShape.OptionsFor(_input, "A network for photographs");

        private protected override string NameFor(IImageSource images) => DsCnn.Recommended.Network(images.Shape, images.Count).Name;

        private protected override DsCnnModel Build(IImageSource images, int classes, double dropPath, Device device, int seed) =>
            new(WithDropPath(DsCnn.Recommended.Network(images.Shape, images.Count).ToSpec(classes, images.Shape), dropPath), device, seed);
    }

    private sealed class FromPreset(Preset preset, int? classes, InputSpec? input) : TrainableNetwork(classes, input)
    {
        private readonly ModelSpec _published = preset.ToSpec();

        /// <summary>A preset accepts images as they are if they all have the same size.</summary>
        internal override ImageFolderOptions ImageOptions =>
            _input is not null ? OptionsFor(_published) : new ImageFolderOptions { ChooseSize = sizes => sizes.Distinct().Count() == 1 ? sizes[0] : (_published.Input.Height, _published.Input.Width) };

        private protected override string NameFor(IImageSource images) => preset.Name;

        private protected override DsCnnModel Build(IImageSource images, int classes, double dropPath, Device device, int seed) =>
            new(WithDropPath(preset.ToSpec(classes, images.Shape), dropPath), device, seed);
    }

    private sealed class FromSpec(ModelSpec spec, int? classes, InputSpec? input) : TrainableNetwork(classes, input)
    {
        internal override ImageFolderOptions ImageOptions => OptionsFor(spec);

        private protected override string NameFor(IImageSource images) => spec.Name;

        private protected override DsCnnModel Build(IImageSource images, int classes, double dropPath, Device device, int seed)
        {
            ModelSpec fitted = spec.WithInput(images.Shape);
            return new(WithDropPath(fitted.Output.Channels == classes ? fitted : fitted.WithClasses(classes), dropPath), device, seed);
        }
    }

    private sealed class FromFile(ModelFile file, int? classes, InputSpec? input) : TrainableNetwork(classes, input)
    {
        private bool _hasSpoken;

        internal override bool IsTrained => true;

        internal override ImageFolderOptions ImageOptions => OptionsFor(file.Spec);

        private protected override string NameFor(IImageSource images) => file.Spec.Name;

        internal override IReadOnlyList<string>? OrderOf(IImageSource images)
        {
            IReadOnlyList<string> names = images.ClassNames;
            if (file.Labels is not { } labels || labels.Count != names.Count || labels.SequenceEqual(names))
                return null;

            // The classes in IDX files have no names.
            if (images is not (ImageFolder or ImageCsv) && names.Index().All(c => c.Item == c.Index.ToString(CultureInfo.InvariantCulture)))
                return labels;
            var match = ClassMatch.Of(names, labels);
            return match is { IsComplete: true, IsSame: false } ? [.. match.Sources.Select(source => names[source!.Value])] : null;
        }

        private protected override DsCnnModel Build(IImageSource images, int classes, double dropPath, Device device, int seed)
        {
            ModelFile fitted = WithSpec(file.WithInputChannels(images.Shape.Channels), spec => WithDropPath(spec.WithInput(images.Shape), dropPath));
            return DsCnnModel.From(WithHead(fitted, images.ClassNames, classes, seed), device);
        }

        private static ModelFile WithSpec(ModelFile file, Func<ModelSpec, ModelSpec> change) =>
            new(change(file.Spec), file.Weights) { Labels = file.Labels, Preprocessing = file.Preprocessing };

        /// <summary>Adapts the head of the network to the classes of the images, and reports once what happened to its own.</summary>
        private ModelFile WithHead(ModelFile file, IReadOnlyList<string> names, int classes, int seed)
        {
            int outputs = file.Spec.Output.Channels;
            if (file.Labels is null && outputs == classes)
            {
                Say($"head: the network does not name its {outputs} classes; they are assumed to be the classes of the images, in the same order.");
                return file;
            }

            // Outputs beyond the classes of the images are reserved for future classes.
            IReadOnlyList<string> wanted = ClassLabels.Complete(names, classes);
            var match = ClassMatch.Of(file.Labels, wanted);
            if (match.IsSame)
                return file;
            Say(file.Labels is null ? $"head: new for {classes} classes; the {outputs} classes of the network have no names to match." : $"head: {match}.");
            ModelFile changed = file.WithClasses(wanted, seed);
            return classes > names.Count ? changed with { Labels = null } : changed;
        }

        /// <summary>Folds and refits create the same network several times.</summary>
        private void Say(string message)
        {
            if (!_hasSpoken)
                ErrorMessage.Write(message);
            _hasSpoken = true;
        }
    }
}
