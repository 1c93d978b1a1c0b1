using System.Collections.Immutable;

namespace DsCnn.Building;

/// <summary>A family of networks as one table: a stem, stages of blocks, a head. Scaled by width and depth, it gives its members.</summary>
/// <remarks>
/// Blocks after the first expand 6 x (patent claim 2; Sandler et al. 2018, table 2; Tan and Le 2019, table 1) and have a residual
/// wherever shapes allow. Widths are rounded to multiples of 8 but never by more than a tenth down, repeats are rounded up
/// (Tan and Le 2019, their published code).
/// </remarks>
public sealed record ArchitectureTable
{
    private const int WidthStep = 8;
    private const double LargestLoss = 0.9;

    /// <summary>What the network is called.</summary>
    public required string Name { get; init => field = Check.Text(value); }

    /// <summary>The images it is published for.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>The plain convolution at the beginning, or null where the first block takes the image itself.</summary>
    public ConvSpec? Stem { get; init; }

    /// <summary>The very first block, and where it has no Conv_1 the whole first stage; channels, kernel and stride come from the row.</summary>
    public required DsBlockSpec FirstBlock { get; init; }

    /// <summary>Every other block; its widths, kernel, stride, residual and drop path come from the rows.</summary>
    public required DsBlockSpec Block { get; init; }

    /// <summary>What a block's input channels are divided by to get its SE module's filters, or null for the patent's rule, F / 24.</summary>
    public int? SqueezeInputBy { get; init => field = Check.ExtentOrNull(value); }

    /// <summary>The stages in order.</summary>
    public required ImmutableArray<StageRow> Stages { get; init; }

    /// <summary>The 1x1 convolution after the last stage, or null for none.</summary>
    public ConvSpec? Head { get; init; }

    /// <summary>Dropout before the classifier. Default 0: none.</summary>
    public double Dropout { get; init => field = Check.DropRate(value); }

    /// <summary>Drop path of the last block; the others' grows with their depth. Default 0.</summary>
    public double DropPath { get; init => field = Check.DropRate(value); }

    /// <summary>How the batch norms work.</summary>
    public BatchNormSpec BatchNorm { get; init; } = new();

    /// <summary>The classes of the published network. Default 1,000: ImageNet's.</summary>
    public int Classes { get; init => field = Check.Extent(value); } = 1000;

    /// <summary>Makes every layer wider or narrower and every stage longer or shorter (compound scaling, Tan and Le 2019, equation 3).</summary>
    /// <param name="width">Factor of all channels; 1 keeps the table as it is.</param>
    /// <param name="depth">Factor of all repeats; 1 keeps the table as it is.</param>
    /// <returns>The scaled table.</returns>
    /// <exception cref="InvalidSpecException">A factor is not positive, or makes a layer impossibly wide.</exception>
    public ArchitectureTable Scale(double width, double depth)
    {
        Check.Factor(width, nameof(width));
        Check.Factor(depth, nameof(depth));
        return this with
        {
            Stem = Stem is null ? null : Stem with { Filters = RoundWidth(Stem.Filters * width) },
            FirstBlock = FirstBlock.Conv1Filters is { } filters ? FirstBlock with { Conv1Filters = RoundWidth(filters * width) } : FirstBlock,
            Stages = [.. Stages.Select(row => row with
            {
                OutChannels = RoundWidth(row.OutChannels * width),
                Repeats = (int)Math.Ceiling(row.Repeats * depth),
            })],
            Head = Head is null ? null : Head with { Filters = RoundWidth(Head.Filters * width) },
        };
    }

    /// <summary>Writes the network out.</summary>
    /// <param name="classes">How many classes it tells apart, or null for the published number.</param>
    /// <param name="input">The images it takes, or null for the published ones.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="InvalidSpecException">It cannot take such images.</exception>
    public ModelSpec ToSpec(int? classes = null, InputSpec? input = null)
    {
        InputSpec images = input ?? Input;
        return new ModelSpec(images, Layers(classes, images)) { Name = Name, BatchNorm = BatchNorm };
    }

    /// <summary>The layers of <see cref="ToSpec"/>, before anyone asked whether they fit together.</summary>
    internal IEnumerable<LayerSpec> Layers(int? classes, InputSpec images)
    {
        if (Stem is not null)
            yield return Stem;
        foreach (DsBlockSpec block in Blocks(Stem?.Filters ?? images.Channels))
            yield return block;
        if (Head is not null)
            yield return Head;
        yield return new GlobalAveragePoolSpec();
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

    private IEnumerable<DsBlockSpec> Blocks(int channels)
    {
        int total = Stages.Sum(row => row.Repeats);
        int index = 0;
        foreach ((int stage, StageRow row) in Stages.Index())
        {
            for (int i = 0; i < row.Repeats; i++, index++)
            {
                bool isFirst = index == 0 || (stage == 0 && FirstBlock.Conv1Filters is null);
                DsBlockSpec template = isFirst ? FirstBlock : Block with { Conv1Filters = DsBlockSpec.Expansion * channels };
                yield return Place(template, row, channels, i == 0 ? row.Stride : 1, DropPath * index / total);
                channels = row.OutChannels;
            }
        }
    }

    private DsBlockSpec Place(DsBlockSpec template, StageRow row, int inChannels, int stride, double dropPath)
    {
        bool residual = stride == 1 && template.Conv1Stride == 1 && inChannels == row.OutChannels;
        return template with
        {
            OutChannels = row.OutChannels,
            Kernel = row.Kernel,
            Stride = stride,
            SqueezeExcite = template.SqueezeExcite is not null && SqueezeInputBy is { } divisor
                ? new SqueezeExciteSpec { Filters = Math.Max(1, inChannels / divisor) }
                : template.SqueezeExcite,
            Residual = residual,
            DropPath = residual ? dropPath : 0,
        };
    }
}

/// <summary>A row of an architecture's table: blocks of one width and kernel, of which the first may have a stride.</summary>
/// <param name="OutChannels">Output channels of every block.</param>
/// <param name="Repeats">How many blocks.</param>
/// <param name="Kernel">Kernel of the depthwise convolutions.</param>
/// <param name="Stride">Stride of the first block; the others have 1.</param>
public sealed record StageRow(int OutChannels, int Repeats, int Kernel, int Stride);
