namespace DsCnn.Memory;

/// <summary>A step of a network that is run row by row: an operation, and what is done to its rows at once.</summary>
internal sealed record RowStep
{
    /// <summary>Entries of a table of bytes.</summary>
    private const long TableEntries = 256;

    /// <summary>What is computed; null where numbers only change their form: pixels, bytes, float32.</summary>
    internal Operation? Operation { get; init; }

    /// <summary>Whether it runs on whole numbers.</summary>
    internal bool IsInteger { get; init; }

    /// <summary>What it reads, row by row.</summary>
    internal required StepMap Input { get; init; }

    internal required StepMap Output { get; init; }

    /// <summary>What scales the input first, and by what.</summary>
    internal ScaleOperation? Scale { get; init; }

    /// <summary>The factors of <see cref="Scale"/>, one for each channel.</summary>
    internal StepMap? Gate { get; init; }

    /// <summary>What its rows go through then.</summary>
    internal ActivationOperation? Activation { get; init; }

    /// <summary>What is added to them at last.</summary>
    internal AddOperation? Addition { get; init; }

    /// <summary>The other term of <see cref="Addition"/>.</summary>
    internal StepMap? Residual { get; init; }

    /// <summary>Rows of the input that a row of the output needs.</summary>
    internal int Kernel => Operation switch
    {
        ConvolutionOperation c => c.Kernel,
        PoolOperation p => p.Kernel,
        LinearOperation or GlobalPoolOperation => Input.Height,
        _ => 1,
    };

    internal int Stride => Operation?.Stride ?? 1;

    internal int Padding => Operation is ConvolutionOperation c ? c.Padding : 0;

    /// <summary>Whether a row of the output needs some rows of the input only.</summary>
    internal bool IsLocal => Operation is not (LinearOperation or GlobalPoolOperation or HeadOperation);

    /// <summary>Whether each filter sees the channel of its own number only.</summary>
    internal bool IsDepthwise => Operation is ConvolutionOperation c && c.Groups == c.InChannels && c.Filters == c.InChannels;

    /// <summary>Whether a pixel of the output needs the same pixel of the input only, and is made after that was read.</summary>
    internal bool IsPixelwise => Operation is null or ConvolutionOperation { Kernel: 1, Stride: 1 };

    /// <summary>Numbers under a filter that are brought together before they are multiplied; 0 where they lie together, or are never brought together.</summary>
    internal int PatchLength => Operation switch
    {
        ConvolutionOperation c when !(IsDepthwise && IsInteger) => c.Kernel * c.Kernel * c.InChannels / c.Groups,
        _ => 0,
    };

    /// <summary>Multiply-accumulates for one image.</summary>
    internal long Macs => Operation?.Macs ?? 0;

    /// <summary>Its constants: weights, a bias and a factor for each filter, a table for each activation of bytes and for each channel of the image.</summary>
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

    /// <summary>The row of the input after the last that some rows of the output need.</summary>
    internal int EndOf(int rows) => rows == 0 ? 0 : Math.Min(((rows - 1) * Stride) - Padding + Kernel, Input.Height);

    /// <summary>The first row of the input that a row of the output needs.</summary>
    internal int StartOf(int row) => Math.Max((row * Stride) - Padding, 0);
}
