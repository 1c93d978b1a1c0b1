namespace DsCnn.Cost;

/// <summary>What one layer costs at inference, for one image.</summary>
public sealed class LayerCost
{
    internal LayerCost(int index, string type, TensorShape output, long parameters, long macs, long batchNormMacs) =>
        (Index, Type, Output, Parameters, Macs, BatchNormMacs) = (index, type, output, parameters, macs, batchNormMacs);

    /// <summary>Its position in <see cref="ModelSpec.Layers"/>, from 0.</summary>
    public int Index { get; }

    /// <summary>Its kind, as spec files write it.</summary>
    public string Type { get; }

    /// <summary>The shape it gives.</summary>
    public TensorShape Output { get; }

    /// <summary>Trained numbers it holds: weights and biases, batch norm's included, running statistics not.</summary>
    public long Parameters { get; }

    /// <summary>Multiply-accumulates of its convolutions and fully connected layers.</summary>
    public long Macs { get; }

    /// <summary>Two for every element that a batch norm scales and shifts, as fvcore counts it at inference.</summary>
    public long BatchNormMacs { get; }

    /// <summary>The other convention in use: convolutions, fully connected layers and batch norms (fvcore).</summary>
    public long MacsWithBatchNorm => checked(Macs + BatchNormMacs);
}
