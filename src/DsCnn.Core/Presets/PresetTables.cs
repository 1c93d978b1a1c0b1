namespace DsCnn;

/// <summary>The tables of the presets.</summary>
internal static class PresetTables
{
    /// <summary>Slowly moving running statistics, with which torchvision's later networks were trained.</summary>
    private static readonly BatchNormSpec _slowBatchNorm = new() { Epsilon = 1e-3, Momentum = 0.01 };

    private static readonly DsBlockSpec _dsBlock = new() { Conv1Filters = null, OutChannels = 1 };
    private static readonly DsBlockSpec _mbConv = _dsBlock with { Pointwise = null };
    private static readonly DsBlockSpec _invertedResidual = _mbConv with { SqueezeExcite = null, Activation = Activation.Relu6 };

    private static readonly DsBlockSpec _depthwiseSeparable = _invertedResidual with { Conv2Activation = Activation.Relu6 };

    private static readonly SqueezeExciteSpec _hardSqueeze = new() { Activation = Activation.Relu, Gate = Activation.HardSigmoid };
    private static readonly DsBlockSpec _invertedRelu = _invertedResidual with { Activation = Activation.Relu };
    private static readonly DsBlockSpec _invertedHardSwish = _invertedResidual with { Activation = Activation.HardSwish };

    /// <summary>EfficientNet-B0's stages (Tan and Le 2019, table 1): channels, repeats, kernel, stride.</summary>
    private static readonly StageRow[] _efficientNetStages =
        [new(16, 1, 3, 1), new(24, 2, 3, 2), new(40, 2, 5, 2), new(80, 3, 3, 2), new(112, 3, 5, 1), new(192, 4, 5, 2), new(320, 1, 3, 1)];

    /// <summary>Sandler et al. 2018, table 2.</summary>
    internal static ArchitectureTable MobileNetV2 { get; } = new()
    {
        Name = "mobilenet-v2",
        Input = new InputSpec(3, 224, 224),
        Stem = new ConvSpec { Filters = 32, Stride = 2, Activation = Activation.Relu6 },
        FirstBlock = _invertedResidual,
        Block = _invertedResidual,
        Stages =
        [
            new(16, 1, 3, 1), new(24, 2, 3, 2), new(32, 3, 3, 2), new(64, 4, 3, 2), new(96, 3, 3, 1), new(160, 3, 3, 2), new(320, 1, 3, 1),
        ],
        Head = new ConvSpec { Filters = 1280, Kernel = 1, Activation = Activation.Relu6 },
        Dropout = 0.2,
        Fixed = FixedParts.HeadIfNarrower,
    };

    /// <summary>Howard et al. 2017, table 1: depthwise and 1x1 convolutions alternate, each followed by an activation, which is ReLU6 as in the authors' code.</summary>
    internal static ArchitectureTable MobileNetV1 { get; } = new()
    {
        Name = "mobilenet-v1",
        Input = new InputSpec(3, 224, 224),
        Stem = new ConvSpec { Filters = 32, Stride = 2, Activation = Activation.Relu6 },
        FirstBlock = _depthwiseSeparable,
        Block = _depthwiseSeparable,
        Stages =
        [
            .. new StageRow[] { new(64, 1, 3, 1), new(128, 2, 3, 2), new(256, 2, 3, 2), new(512, 6, 3, 2), new(1024, 2, 3, 2) }
                .Select(row => row with { Expansion = null }),
        ],
        Dropout = 0.001,
    };

    /// <summary>Howard et al. 2019, table 1.</summary>
    internal static ArchitectureTable MobileNetV3Large { get; } = MobileNetV3(
        "mobilenet-v3-large",
        head: 960,
        hidden: 1280,
        _invertedRelu,
        [
            new(16, 1, 3, 1),
            new(24, 1, 3, 2) { Expansion = 4, Block = _invertedRelu },
            new(24, 1, 3, 1) { Expansion = 3, Block = _invertedRelu },
            new(40, 3, 5, 2) { Expansion = 3, Block = _invertedRelu with { SqueezeExcite = _hardSqueeze } },
            new(80, 1, 3, 2) { Block = _invertedHardSwish },
            new(80, 1, 3, 1) { Expansion = 2.5, Block = _invertedHardSwish },
            new(80, 2, 3, 1) { Expansion = 2.3, Block = _invertedHardSwish },
            new(112, 2, 3, 1),
            new(160, 3, 5, 2),
        ]);

    /// <summary>Howard et al. 2019, table 2.</summary>
    internal static ArchitectureTable MobileNetV3Small { get; } = MobileNetV3(
        "mobilenet-v3-small",
        head: 576,
        hidden: 1024,
        _invertedRelu with { SqueezeExcite = _hardSqueeze },
        [
            new(16, 1, 3, 2),
            new(24, 1, 3, 2) { Expansion = 4.5, Block = _invertedRelu },
            new(24, 1, 3, 1) { Expansion = 88.0 / 24, Block = _invertedRelu },
            new(40, 1, 5, 2) { Expansion = 4 },
            new(40, 2, 5, 1),
            new(48, 2, 5, 1) { Expansion = 3 },
            new(96, 3, 5, 2),
        ]);

    /// <summary>EfficientNet-B0's stages built from the patent's block, the first of which takes the image directly.</summary>
    internal static ArchitectureTable DsB0 { get; } = new()
    {
        Name = "ds-b0",
        Input = new InputSpec(3, 224, 224),
        FirstBlock = FirstDsBlock(32) with { Conv1Stride = 2 },
        Block = _dsBlock,
        Stages = [.. _efficientNetStages],
    };

    /// <summary>For images of 28 to 64 pixels: halved twice, and only after the first block.</summary>
    internal static ArchitectureTable DsPico { get; } = Small("ds-pico", 32, new(16, 1, 3, 1), new(24, 2, 3, 2), new(40, 1, 5, 2));

    internal static ArchitectureTable DsNano { get; } = Small("ds-nano", 32, new(16, 1, 3, 1), new(24, 2, 3, 2), new(40, 3, 3, 2));

    internal static ArchitectureTable DsSmall { get; } = Small("ds-small", 48, new(24, 1, 3, 1), new(32, 3, 3, 2), new(64, 4, 5, 2));

    /// <summary>For small photographs: halved immediately, so that all work is on maps with a quarter of the pixels or less.</summary>
    internal static ArchitectureTable DsLite { get; } = new()
    {
        Name = "ds-lite",
        Input = new InputSpec(3, 96, 96),
        FirstBlock = FirstDsBlock(32) with { Conv1Stride = 2 },
        Block = _dsBlock,
        Stages = [new(16, 1, 3, 1), new(24, 2, 3, 2), new(40, 2, 5, 2), new(80, 2, 3, 2)],
        Classes = 10,
    };

    /// <summary>The compound scaling of EfficientNet-B0 to B7 (Tan and Le 2019, section 5, and their published code).</summary>
    internal static ArchitectureTable EfficientNet(int number)
    {
        (double width, double depth, int size, double dropout) = number switch
        {
            0 => (1.0, 1.0, 224, 0.2),
            1 => (1.0, 1.1, 240, 0.2),
            2 => (1.1, 1.2, 260, 0.3),
            3 => (1.2, 1.4, 300, 0.3),
            4 => (1.4, 1.8, 380, 0.4),
            5 => (1.6, 2.2, 456, 0.4),
            6 => (1.8, 2.6, 528, 0.5),
            _ => (2.0, 3.1, 600, 0.5),
        };
        var table = new ArchitectureTable
        {
            Name = $"efficientnet-b{number}",
            Input = new InputSpec(3, size, size),
            Stem = new ConvSpec { Filters = 32, Stride = 2 },
            FirstBlock = _mbConv,
            Block = _mbConv,
            SqueezeInputBy = 4,
            Stages = [.. _efficientNetStages],
            Head = new ConvSpec { Filters = 1280, Kernel = 1 },
            Dropout = dropout,
            DropPath = 0.2,

            // torchvision's weights of B5 to B7 were trained with these.
            BatchNorm = number >= 5 ? _slowBatchNorm : new BatchNormSpec(),
        };
        return table.Scale(width, depth);
    }

    /// <summary>EfficientNet-Lite0 to Lite4: EfficientNet without SE modules and with ReLU6, whose stem and head are not scaled (Liu 2020, the authors' published code).</summary>
    internal static ArchitectureTable EfficientNetLite(int number)
    {
        (double width, double depth, int size, double dropout) = number switch
        {
            0 => (1.0, 1.0, 224, 0.2),
            1 => (1.0, 1.1, 240, 0.2),
            2 => (1.1, 1.2, 260, 0.3),
            3 => (1.2, 1.4, 280, 0.3),
            _ => (1.4, 1.8, 300, 0.3),
        };
        ArchitectureTable table = MobileNetV2 with
        {
            Name = $"efficientnet-lite{number}",
            Input = new InputSpec(3, size, size),
            Stages = [.. _efficientNetStages],
            Dropout = dropout,
            DropPath = 0.2,
            Fixed = FixedParts.Stem | FixedParts.Head | FixedParts.EndRepeats,
        };
        return table.Scale(width, depth);
    }

    private static ArchitectureTable MobileNetV3(string name, int head, int hidden, DsBlockSpec firstBlock, StageRow[] stages) => new()
    {
        Name = name,
        Input = new InputSpec(3, 224, 224),
        Stem = new ConvSpec { Filters = 16, Stride = 2, Activation = Activation.HardSwish },
        FirstBlock = firstBlock,
        Block = _invertedHardSwish with { SqueezeExcite = _hardSqueeze },
        SqueezeHiddenBy = 4,
        Stages = [.. stages],
        Head = new ConvSpec { Filters = head, Kernel = 1, Activation = Activation.HardSwish },
        Hidden = new FullyConnectedSpec { Units = hidden, Activation = Activation.HardSwish },
        Dropout = 0.2,
        BatchNorm = _slowBatchNorm,
        Fixed = FixedParts.Stem,
    };

    private static DsBlockSpec FirstDsBlock(int filters) => _dsBlock with { Conv1Filters = filters, Conv1Kernel = 3 };

    private static ArchitectureTable Small(string name, int firstFilters, params StageRow[] stages) => new()
    {
        Name = name,
        Input = new InputSpec(1, 28, 28),
        FirstBlock = FirstDsBlock(firstFilters),
        Block = _dsBlock,
        Stages = [.. stages],
        Classes = 10,
    };
}
