using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Sees, and may change, what flows between the operations of a network while it runs. Unless overridden, nothing happens.</summary>
/// <remarks>Tensors that a method makes are disposed of by the caller.</remarks>
internal abstract class OperationWatch
{
    /// <summary>Called with every value between two operations.</summary>
    /// <param name="name">Which; see <see cref="OperationNames"/>.</param>
    /// <param name="value">A map N x C x H x W, or N x features.</param>
    /// <returns>What the next operations get: the same, or a new tensor of its shape.</returns>
    internal virtual Tensor Value(string name, Tensor value) => value;

    /// <summary>Called to run a convolution or fully connected layer.</summary>
    /// <param name="run">What to run.</param>
    /// <returns>The output.</returns>
    internal virtual Tensor Multiply(WeightedRun run) => run.Compute(run.Input, run.Weight, run.Bias);
}
