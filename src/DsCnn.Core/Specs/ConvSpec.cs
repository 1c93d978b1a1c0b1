namespace DsCnn.Specs;

/// <summary>A plain convolution, padded by half its kernel, with an optional batch norm and an activation.</summary>
public sealed record ConvSpec : LayerSpec
{
    /// <inheritdoc/>
    public override string Type => "conv";

    /// <summary>The number of output channels.</summary>
    public required int Filters { get; init => field = Check.Extent(value); }

    /// <summary>Kernel, odd. Default 3.</summary>
    public int Kernel { get; init => field = Check.OddKernel(value); } = 3;

    /// <summary>Stride. Default 1.</summary>
    public int Stride { get; init => field = Check.Extent(value); } = 1;

    /// <summary>Whether the convolution adds a bias. Default false, because a batch norm follows.</summary>
    public bool Bias { get; init; }

    /// <summary>Whether a batch norm follows. Default true.</summary>
    public bool BatchNorm { get; init; } = true;

    /// <summary>The activation at the end. Default Swish.</summary>
    public Activation Activation { get; init => field = Check.Kind(value); } = Activation.Swish;

    internal override void Lower(PlanBuilder plan)
    {
        plan.RequireMap();
        plan.Convolution("conv", new(ConvolutionRole.Whole, Filters, Kernel, Stride), Bias, norm: BatchNorm ? "bn" : null);
        plan.Activation(Activation);
    }
}
