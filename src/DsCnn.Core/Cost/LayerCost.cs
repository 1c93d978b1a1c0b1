namespace DsCnn.Cost;

/// <summary>What one layer costs at inference, for one image.</summary>
/// <param name="Index">Its position in <see cref="ModelSpec.Layers"/>, from 0.</param>
/// <param name="Type">Its kind, as spec files write it.</param>
/// <param name="Output">The shape it gives.</param>
/// <param name="Parameters">Trained numbers it holds: weights and biases, batch norm's included, running statistics not.</param>
/// <param name="Macs">Multiply-accumulates of its convolutions and fully connected layers.</param>
/// <param name="BatchNormMacs">Two for every element that a batch norm scales and shifts, as fvcore counts it at inference.</param>
public sealed record LayerCost(int Index, string Type, TensorShape Output, long Parameters, long Macs, long BatchNormMacs)
{
    /// <summary>The other convention in use: convolutions, fully connected layers and batch norms (fvcore).</summary>
    public long MacsWithBatchNorm => checked(Macs + BatchNormMacs);
}
