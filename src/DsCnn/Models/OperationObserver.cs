using static TorchSharp.torch;

namespace DsCnn.Models;

/// <summary>Observes, and may change, the values between the operations of a running network. The base class does nothing.</summary>
/// <remarks>The caller disposes tensors that a method creates.</remarks>
internal class OperationObserver
{
    /// <summary>Called with every value between two operations.</summary>
    /// <param name="name">The name of the value: a <see cref="PlanValue.Name"/> or an <see cref="ActivationOperation.Gate"/>.</param>
    /// <param name="value">A map N x C x H x W, or N x features.</param>
    /// <returns>The input for the next operations: the same, or a new tensor of the same shape.</returns>
    internal virtual Tensor Value(string name, Tensor value) => value;

    /// <summary>Called to run a convolution or fully connected layer.</summary>
    /// <param name="run">The layer to run.</param>
    /// <returns>The output.</returns>
    internal virtual Tensor Multiply(WeightedRun run) => run.Compute(run.Input, run.Weight, run.Bias);
}

/// <summary>A convolution or fully connected layer that is about to run.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Input">Its input.</param>
/// <param name="Weight">Its weights.</param>
/// <param name="Bias">Its bias, or null if it has none.</param>
internal sealed record WeightedRun(WeightedOperation Operation, Tensor Input, Tensor Weight, Tensor? Bias)
{
    /// <summary>Runs it with any input, weights and bias of the same shapes.</summary>
    internal Tensor Compute(Tensor input, Tensor weight, Tensor? bias) => Operation is ConvolutionOperation convolution
        ? nn.functional.conv2d(
            input, weight, bias, [convolution.Stride, convolution.Stride], [convolution.Padding, convolution.Padding], groups: convolution.Groups)
        : nn.functional.linear(input.flatten(1), weight, bias);
}

/// <summary>Passes each value of the plan to a visitor, after another observer has changed it.</summary>
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
