using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace DsCnn;

/// <summary>Predefined networks, most of them from publications.</summary>
/// <example><code>
/// foreach (Preset preset in Presets.All)
///     Console.WriteLine($"{preset.Name}: {preset.ToSpec().Cost.Parameters:N0} parameters");
///
/// ModelSpec spec = Presets.Find("mobilenet-v1").WithWidth(0.25).ToSpec(classes: 5, new InputSpec(3, 96, 96));
/// </code></example>
public static class Presets
{
    private const string VggName = "vgg16";

    /// <summary>All presets.</summary>
    public static ImmutableArray<Preset> All { get; } =
    [
        new(PresetTables.DsPico, "DS blocks for images of 28 to 64 pixels, the smallest"),
        new(PresetTables.DsNano, "DS blocks for images of 28 to 64 pixels"),
        new(PresetTables.DsSmall, "DS blocks for images of 28 to 64 pixels, the largest"),
        new(PresetTables.DsLite, "DS blocks for photographs of 64 to 160 pixels"),
        new(PresetTables.DsB0, "EfficientNet-B0's stages built from DS blocks"),
        .. Enumerable.Range(0, 8).Select(n => new Preset(PresetTables.EfficientNet(n), $"EfficientNet-B{n} (Tan and Le 2019)")),
        .. Enumerable.Range(0, 5).Select(n => new Preset(PresetTables.EfficientNetLite(n), $"EfficientNet-Lite{n}, made for int8: no SE modules, ReLU6 (Liu 2020)")),
        new(PresetTables.MobileNetV1, "MobileNetV1 (Howard et al. 2017)"),
        new(PresetTables.MobileNetV2, "MobileNetV2 (Sandler et al. 2018)"),
        new(PresetTables.MobileNetV3Small, "MobileNetV3-Small (Howard et al. 2019)"),
        new(PresetTables.MobileNetV3Large, "MobileNetV3-Large (Howard et al. 2019)"),
        new(VggName, "VGG16 (Simonyan and Zisserman 2015), the patent's yardstick", (classes, input) => Vgg16(classes ?? 1000, input)),
    ];

    /// <summary>Finds a preset by its name.</summary>
    /// <param name="name">The name, such as <c>efficientnet-b0</c>; case does not matter.</param>
    /// <returns>The preset.</returns>
    /// <exception cref="ArgumentException">There is no preset with that name; the message lists them.</exception>
    public static Preset Find(string name) =>
        TryFind(name, out Preset? preset)
            ? preset
            : throw new ArgumentException($"Expected a preset's name: {string.Join(", ", All.Select(p => p.Name))}. Received: {name}.", nameof(name));

    /// <summary>Finds a preset by its name, if there is one.</summary>
    /// <param name="name">The name, such as <c>efficientnet-b0</c>; case does not matter.</param>
    /// <param name="preset">The preset, or null.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryFind(string name, [NotNullWhen(true)] out Preset? preset)
    {
        preset = All.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
        return preset is not null;
    }

    /// <summary>VGG16 (Simonyan and Zisserman 2015, configuration D), the patent's yardstick.</summary>
    /// <remarks>138,357,544 parameters and 15.47 GMAC (30.9 GFLOP) for one 224 x 224 image in 1,000 classes.</remarks>
    /// <param name="classes">The number of classes.</param>
    /// <param name="input">The input images. Default 3 x 224 x 224.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="InvalidSpecException">The images are too small to be halved five times.</exception>
    public static ModelSpec Vgg16(int classes = 1000, InputSpec? input = null)
    {
        (int Convolutions, int Filters)[] stages = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)];
        const double dropout = 0.5;
        const int units = 4096;

        IEnumerable<LayerSpec> features = stages.SelectMany(stage => Enumerable
            .Repeat<LayerSpec>(
                new ConvSpec { Filters = stage.Filters, Bias = true, BatchNorm = false, Activation = Activation.Relu }, stage.Convolutions)
            .Append(new MaxPoolSpec()));
        LayerSpec[] classifier =
        [
            new FullyConnectedSpec { Units = units, Activation = Activation.Relu },
            new DropoutSpec { Rate = dropout },
            new FullyConnectedSpec { Units = units, Activation = Activation.Relu },
            new DropoutSpec { Rate = dropout },
            new FullyConnectedSpec { Units = classes },
            new SoftmaxSpec(),
        ];
        return new ModelSpec(input ?? new InputSpec(3, 224, 224), features.Concat(classifier)) { Name = VggName };
    }
}
