using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>Applies an <see cref="Activation"/> to a tensor.</summary>
internal static class ActivationFunction
{
    /// <summary>Returns a new tensor of the same shape; for <see cref="Activation.None"/>, another handle to the same tensor.</summary>
    internal static Tensor Apply(this Activation kind, Tensor x, double swishBeta = 1) => kind switch
    {
        Activation.None => x.alias(),
        Activation.Swish when swishBeta == 1 => nn.functional.silu(x),
        Activation.Swish => ScaledSwish(x, swishBeta),
        Activation.Relu => nn.functional.relu(x),
        Activation.Relu6 => nn.functional.relu6(x),
        Activation.HardSwish => nn.functional.hardswish(x),
        Activation.Sigmoid => x.sigmoid(),
        Activation.HardSigmoid => nn.functional.hardsigmoid(x),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), $"There is no activation {kind}."),
    };

    private static Tensor ScaledSwish(Tensor x, double beta)
    {
        using Tensor scaled = x * beta, sigmoid = scaled.sigmoid();
        return x * sigmoid;
    }
}
