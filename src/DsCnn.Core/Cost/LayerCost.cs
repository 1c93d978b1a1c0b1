namespace DsCnn.Cost;

/// <summary>The cost of one layer at inference, for one image.</summary>
public sealed class LayerCost
{
    internal LayerCost(int index, string type, TensorShape output, long parameters, long macs, long batchNormMacs) =>
        (Index, Type, Output, Parameters, Macs, BatchNormMacs) = (index, type, output, parameters, macs, batchNormMacs);

    /// <summary>Its position in <see cref="ModelSpec.Layers"/>, from 0.</summary>
    public int Index { get; }

    /// <summary>Its kind, as written in spec files.</summary>
    public string Type { get; }

    /// <summary>The shape of its output.</summary>
    public TensorShape Output { get; }

    /// <summary>The number of trained parameters: weights and biases, including batch norm's but not running statistics.</summary>
    public long Parameters { get; }

    /// <summary>Multiply-accumulates of its convolutions and fully connected layers.</summary>
    public long Macs { get; }

    /// <summary>Two for each element that a batch norm scales and shifts, as fvcore counts at inference.</summary>
    public long BatchNormMacs { get; }

    /// <summary>MACs in the other common convention: convolutions, fully connected layers and batch norms (fvcore).</summary>
    public long MacsWithBatchNorm => checked(Macs + BatchNormMacs);
}
