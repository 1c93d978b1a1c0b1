namespace DsCnn;

/// <summary>The tables that the presets are rows of.</summary>
internal static class PresetTables
{
    private static readonly DsBlockSpec _dsBlock = new() { Conv1Filters = null, OutChannels = 1 };
    private static readonly DsBlockSpec _mbConv = _dsBlock with { Pointwise = null };
    private static readonly DsBlockSpec _invertedResidual = _mbConv with { SqueezeExcite = null, Activation = Activation.Relu6 };

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
    };

    /// <summary>EfficientNet-B0's stages built from the patent's block, the first of which takes the image itself.</summary>
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

    /// <summary>For small photographs: halved at once, so that its work is on maps of a quarter of the pixels and less.</summary>
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
            BatchNorm = number >= 5 ? new BatchNormSpec { Epsilon = 1e-3, Momentum = 0.01 } : new BatchNormSpec(),
        };
        return table.Scale(width, depth);
    }

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
