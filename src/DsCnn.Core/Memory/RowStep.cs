namespace DsCnn.Memory;

/// <summary>A step of a network that is run row by row: an operation, together with what is applied to its rows immediately.</summary>
internal sealed record RowStep
{
    /// <summary>Entries of a table of bytes.</summary>
    private const long TableEntries = 256;

    /// <summary>The operation; null if numbers are only converted: pixels, bytes, float32.</summary>
    internal Operation? Operation { get; init; }

    /// <summary>Whether it computes with integers.</summary>
    internal bool IsInteger { get; init; }

    /// <summary>The map that it reads row by row.</summary>
    internal required StepMap Input { get; init; }

    internal required StepMap Output { get; init; }

    /// <summary>The scaling applied to the input first.</summary>
    internal ScaleOperation? Scale { get; init; }

    /// <summary>The factors of <see cref="Scale"/>, one per channel.</summary>
    internal StepMap? Gate { get; init; }

    /// <summary>The activation then applied to its rows.</summary>
    internal ActivationOperation? Activation { get; init; }

    /// <summary>The addition applied to them last.</summary>
    internal AddOperation? Addition { get; init; }

    /// <summary>The other term of <see cref="Addition"/>.</summary>
    internal StepMap? Residual { get; init; }

    /// <summary>The number of input rows that an output row needs.</summary>
    internal int Kernel => Operation switch
    {
        ConvolutionOperation c => c.Kernel,
        PoolOperation p => p.Kernel,
        LinearOperation or GlobalPoolOperation => Input.Height,
        _ => 1,
    };

    internal int Stride => Operation?.Stride ?? 1;

    internal int Padding => Operation is ConvolutionOperation c ? c.Padding : 0;

    /// <summary>Whether an output row needs only some of the input rows.</summary>
    internal bool IsLocal => Operation is not (LinearOperation or GlobalPoolOperation or HeadOperation);

    /// <summary>Whether each filter sees only the channel with its own index.</summary>
    internal bool IsDepthwise => Operation is ConvolutionOperation c && c.Groups == c.InChannels && c.Filters == c.InChannels;

    /// <summary>Whether an output pixel needs only the same pixel of the input, and is written after that was read.</summary>
    internal bool IsPixelwise => Operation is null or ConvolutionOperation { Kernel: 1, Stride: 1 };

    /// <summary>How many numbers are gathered for a filter before they are multiplied; 0 if they are contiguous or are never gathered.</summary>
    internal int PatchLength => Operation switch
    {
        ConvolutionOperation c when !(IsDepthwise && IsInteger) => c.Kernel * c.Kernel * c.InChannels / c.Groups,
        _ => 0,
    };

    /// <summary>Multiply-accumulates for one image.</summary>
    internal long Macs => Operation?.Macs ?? 0;

    /// <summary>The size of its constants: weights, a bias and a factor for each filter, and a table for each activation of bytes and each channel of the image.</summary>
    internal long ConstantBytes
    {
        get
        {
            long entry = Output.IsBytes ? 1 : sizeof(float);
            long table = Input.IsCallers ? TableEntries * Output.Channels * entry : Activation is not null && IsInteger && (Operation is null || Output.IsBytes) ? TableEntries * entry : 0;
            if (Operation is not WeightedOperation { Weight: var weight })
                return table;
            int filters = weight.Dimensions[0];
            return table + (IsInteger ? weight.Elements + (2L * sizeof(int) * filters) : sizeof(float) * (weight.Elements + filters));
        }
    }

    /// <summary>The maps that it reads.</summary>
    internal IEnumerable<StepMap> Inputs => new[] { Input, Gate, Residual }.OfType<StepMap>();

    /// <summary>One past the last input row that the given number of output rows needs.</summary>
    internal int EndOf(int rows) => rows == 0 ? 0 : Math.Min(((rows - 1) * Stride) - Padding + Kernel, Input.Height);

    /// <summary>The first input row that an output row needs.</summary>
    internal int StartOf(int row) => Math.Max((row * Stride) - Padding, 0);
}
