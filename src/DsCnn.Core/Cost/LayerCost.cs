namespace DsCnn;

/// <summary>What one layer costs at inference, for one image.</summary>
/// <param name="Index">Its position in <see cref="ModelSpec.Layers"/>, from 0.</param>
/// <param name="Type">Its kind, as spec files write it.</param>
/// <param name="Output">The shape it gives.</param>
/// <param name="Parameters">Trained numbers it holds: weights and biases, batch norm's included, running statistics not.</param>
/// <param name="Macs">Multiply-accumulates of its convolutions and fully connected layers.</param>
public sealed record LayerCost(int Index, string Type, TensorShape Output, long Parameters, long Macs);
