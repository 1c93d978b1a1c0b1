using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Building;

/// <summary>A family of networks as one table: a stem, stages of blocks and a head. Scaling its width and depth gives the members of the family.</summary>
/// <remarks>
/// Blocks after the first expand 6 x unless their row says otherwise (patent claim 2; Sandler et al. 2018, table 2; Tan and Le 2019, table 1) and have a residual
/// wherever shapes allow it and no activation follows Conv_2. Widths are rounded to multiples of 8 but never down by more than a tenth; repeats are rounded up
/// (Tan and Le 2019, their published code).
/// </remarks>
public sealed record ArchitectureTable
{
    private const int WidthStep = 8;
    private const double LargestLoss = 0.9;

    /// <summary>The name of the network.</summary>
    public required string Name { get; init => field = Check.Text(value); }

    /// <summary>The input images of the published network.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>The plain convolution at the beginning, or null if the first block takes the image directly.</summary>
    public ConvSpec? Stem { get; init; }

    /// <summary>The very first block or, if it has no Conv_1, all blocks of the first stage; channels, kernel and stride come from the row.</summary>
    public required DsBlockSpec FirstBlock { get; init; }

    /// <summary>All other blocks; their widths, kernel, stride, residual and drop path come from the rows.</summary>
    public required DsBlockSpec Block { get; init; }

    /// <summary>The divisor of a block's input channels that gives the filters of its SE module (EfficientNet), or null. Default null.</summary>
    public int? SqueezeInputBy { get; init => field = Check.ExtentOrNull(value); }

    /// <summary>The divisor of a block's hidden channels that gives the filters of its SE module, rounded like widths (MobileNetV3), or null; without either, <see cref="SqueezeExciteSpec.Filters"/> decides. Default null.</summary>
    public int? SqueezeHiddenBy { get; init => field = Check.ExtentOrNull(value); }

    /// <summary>The stages, in order.</summary>
    public required ImmutableArray<StageRow> Stages { get; init; }

    /// <summary>The 1x1 convolution after the last stage, or null for none.</summary>
    public ConvSpec? Head { get; init; }

    /// <summary>The fully connected layer between the pool and the classifier's dropout (MobileNetV3), which is never scaled, or null for none.</summary>
    public FullyConnectedSpec? Hidden { get; init; }

    /// <summary>The dropout rate before the classifier. Default 0: no dropout.</summary>
    public double Dropout { get; init => field = Check.DropRate(value); }

    /// <summary>The drop path rate of the last block; the rates of earlier blocks increase linearly with depth. Default 0.</summary>
    public double DropPath { get; init => field = Check.DropRate(value); }

    /// <summary>The settings of all batch norms.</summary>
    public BatchNormSpec BatchNorm { get; init; } = new();

    /// <summary>The number of classes of the published network. Default 1,000, as in ImageNet.</summary>
    public int Classes { get; init => field = Check.Extent(value); } = 1000;

    /// <summary>The parts that <see cref="Scale"/> leaves as they are. Default none.</summary>
    public FixedParts Fixed { get; init; }

    /// <summary>Makes every layer wider or narrower and every stage longer or shorter (compound scaling, Tan and Le 2019, equation 3).</summary>
    /// <param name="width">The factor for all channels; 1 keeps the table as it is.</param>
    /// <param name="depth">The factor for all repeats; 1 keeps the table as it is.</param>
    /// <returns>The scaled table.</returns>
    /// <exception cref="InvalidSpecException">A factor is not positive, or makes a layer impossibly wide.</exception>
    public ArchitectureTable Scale(double width, double depth)
    {
        Check.Factor(width, nameof(width));
        Check.Factor(depth, nameof(depth));
        return this with
        {
            Stem = Fixed.HasFlag(FixedParts.Stem) ? Stem : Widen(Stem, width),
            FirstBlock = FirstBlock.Conv1Filters is { } filters ? FirstBlock with { Conv1Filters = RoundWidth(filters * width) } : FirstBlock,
            Stages = [.. Stages.Select((row, stage) => row with
            {
                OutChannels = RoundWidth(row.OutChannels * width),
                Repeats = KeepsRepeats(stage) ? row.Repeats : (int)Math.Ceiling(row.Repeats * depth),
            })],
            Head = KeepsHead(width) ? Head : Widen(Head, width),
        };
    }

    /// <summary>The name of the table when scaled by factors other than 1, such as <c>efficientnet-b0-w0.75-d1.2</c>.</summary>
    internal string NameOf(double width, double? depth = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}-w{width}{(depth is { } factor ? string.Create(CultureInfo.InvariantCulture, $"-d{factor}") : "")}");

    /// <summary>Creates the spec of the network.</summary>
    /// <param name="classes">The number of classes, or null for the published number.</param>
    /// <param name="input">The input images, or null for the published size.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="InvalidSpecException">The network cannot take such images.</exception>
    public ModelSpec ToSpec(int? classes = null, InputSpec? input = null)
    {
        InputSpec images = input ?? Input;
        return new ModelSpec(images, Layers(classes, images)) { Name = Name, BatchNorm = BatchNorm };
    }

    /// <summary>The layers of <see cref="ToSpec"/>, before checking whether they fit together.</summary>
    internal IEnumerable<LayerSpec> Layers(int? classes, InputSpec images)
    {
        if (Stem is not null)
            yield return Stem;
        foreach (DsBlockSpec block in Blocks(Stem?.Filters ?? images.Channels))
            yield return block;
        if (Head is not null)
            yield return Head;
        yield return new GlobalAveragePoolSpec();
        if (Hidden is not null)
            yield return Hidden;
        if (Dropout > 0)
            yield return new DropoutSpec { Rate = Dropout };
        yield return new FullyConnectedSpec { Units = classes ?? Classes };
        yield return new SoftmaxSpec();
    }

    internal static int RoundWidth(double width)
    {
        int rounded = Math.Max(WidthStep, (int)(width + (WidthStep / 2.0)) / WidthStep * WidthStep);
        return rounded < LargestLoss * width ? rounded + WidthStep : rounded;
    }

    private static ConvSpec? Widen(ConvSpec? conv, double width) => conv is null ? null : conv with { Filters = RoundWidth(conv.Filters * width) };

    private bool KeepsHead(double width) => Fixed.HasFlag(FixedParts.Head) || (width < 1 && Fixed.HasFlag(FixedParts.HeadIfNarrower));

    private bool KeepsRepeats(int stage) => Fixed.HasFlag(FixedParts.EndRepeats) && (stage == 0 || stage == Stages.Length - 1);

    private IEnumerable<DsBlockSpec> Blocks(int channels)
    {
        int total = Stages.Sum(row => row.Repeats);
        int index = 0;
        foreach ((int stage, StageRow row) in Stages.Index())
        {
            for (int i = 0; i < row.Repeats; i++, index++)
            {
                bool isFirst = index == 0 || (stage == 0 && FirstBlock.Conv1Filters is null);
                DsBlockSpec template = isFirst ? FirstBlock : (row.Block ?? Block) with { Conv1Filters = Expand(channels, row.Expansion) };
                yield return Place(template, row, channels, i == 0 ? row.Stride : 1, DropPath * index / total);
                channels = row.OutChannels;
            }
        }
    }

    private static int? Expand(int channels, double? expansion) =>
        expansion is not { } factor ? null
        : double.IsInteger(factor) ? (int)factor * channels
        : RoundWidth(factor * channels);

    private DsBlockSpec Place(DsBlockSpec template, StageRow row, int inChannels, int stride, double dropPath)
    {
        bool residual = stride == 1 && template.Conv1Stride == 1 && inChannels == row.OutChannels && template.Conv2Activation == Activation.None;
        return template with
        {
            OutChannels = row.OutChannels,
            Kernel = row.Kernel,
            Stride = stride,
            SqueezeExcite = template.SqueezeExcite is { } module
                ? module with { Filters = SqueezeFilters(inChannels, template.Conv1Filters ?? inChannels) ?? module.Filters }
                : null,
            Residual = residual,
            DropPath = residual ? dropPath : 0,
        };
    }

    private int? SqueezeFilters(int inChannels, int hidden) =>
        SqueezeInputBy is { } inputDivisor ? Math.Max(1, inChannels / inputDivisor)
        : SqueezeHiddenBy is { } hiddenDivisor ? RoundWidth((double)hidden / hiddenDivisor)
        : null;
}
