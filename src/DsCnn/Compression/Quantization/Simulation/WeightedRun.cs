using static TorchSharp.torch;

namespace DsCnn;

/// <summary>A convolution or fully connected layer that is about to run.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Output">What its output is called.</param>
/// <param name="Input">What it gets.</param>
/// <param name="Weight">Its weights.</param>
/// <param name="Bias">Its bias, or null where it has none.</param>
/// <param name="Compute">Runs it with any input, weights and bias of the same shapes.</param>
internal sealed record WeightedRun(
    WeightedOperation Operation, string Output, Tensor Input, Tensor Weight, Tensor? Bias, Func<Tensor, Tensor, Tensor?, Tensor> Compute);
