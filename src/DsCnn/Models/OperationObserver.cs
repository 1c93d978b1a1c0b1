using static TorchSharp.torch;

namespace DsCnn.Models;

/// <summary>Sees, and may change, what flows between the operations of a network while it runs. Unless overridden, nothing happens.</summary>
/// <remarks>Tensors that a method makes are disposed of by the caller.</remarks>
internal class OperationObserver
{
    /// <summary>Called with every value between two operations.</summary>
    /// <param name="name">Which: a <see cref="PlanValue.Name"/> or an <see cref="ActivationOperation.Gate"/>.</param>
    /// <param name="value">A map N x C x H x W, or N x features.</param>
    /// <returns>What the next operations get: the same, or a new tensor of its shape.</returns>
    internal virtual Tensor Value(string name, Tensor value) => value;

    /// <summary>Called to run a convolution or fully connected layer.</summary>
    /// <param name="run">What to run.</param>
    /// <returns>The output.</returns>
    internal virtual Tensor Multiply(WeightedRun run) => run.Compute(run.Input, run.Weight, run.Bias);
}

/// <summary>A convolution or fully connected layer that is about to run.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Input">What it gets.</param>
/// <param name="Weight">Its weights.</param>
/// <param name="Bias">Its bias, or null where it has none.</param>
internal sealed record WeightedRun(WeightedOperation Operation, Tensor Input, Tensor Weight, Tensor? Bias)
{
    /// <summary>Runs it with any input, weights and bias of the same shapes.</summary>
    internal Tensor Compute(Tensor input, Tensor weight, Tensor? bias) => Operation is ConvolutionOperation convolution
        ? nn.functional.conv2d(
            input, weight, bias, [convolution.Stride, convolution.Stride], [convolution.Padding, convolution.Padding], groups: convolution.Groups)
        : nn.functional.linear(input.flatten(1), weight, bias);
}

/// <summary>Shows each value of the plan to a visitor, after another observer has changed it.</summary>
internal sealed class ValueTrace(NetworkPlan plan, OperationObserver? inner, Action<PlanValue, Tensor> visit) : OperationObserver
{
    private readonly Dictionary<string, PlanValue> _values = plan.Values.ToDictionary(value => value.Name);

    internal override Tensor Value(string name, Tensor value)
    {
        Tensor given = inner?.Value(name, value) ?? value;
        if (_values.TryGetValue(name, out PlanValue? known))
            visit(known, given);
        return given;
    }

    internal override Tensor Multiply(WeightedRun run) => inner?.Multiply(run) ?? base.Multiply(run);
}
