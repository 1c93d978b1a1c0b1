using System.Collections.Immutable;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Models;

/// <summary>Runs operations one by one with torch's own: the reference for all other ways to run a network.</summary>
/// <remarks>It computes exactly what the plan says: batch norms use their running statistics, and anything that is active only in training is absent. Gradients flow back to the weights.</remarks>
internal static class PlanInterpreter
{
    private static readonly OperationObserver _nobody = new();

    /// <summary>Runs consecutive operations.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="first">The input of the first operation.</param>
    /// <param name="input">That value, N x its shape.</param>
    /// <param name="weights">Returns a tensor by name.</param>
    /// <param name="observer">Observes, and may change, the values; null for none.</param>
    /// <returns>The output of the last operation: N x its shape.</returns>
    internal static Tensor Run(ImmutableArray<Operation> operations, PlanValue first, Tensor input, Func<string, Tensor> weights, OperationObserver? observer = null)
    {
        using DisposeScope scope = NewDisposeScope();
        observer ??= _nobody;
        var values = new Tensor[operations.Length + 1];
        values[0] = input;
        foreach (Operation operation in operations)
        {
            Tensor[] inputs = [.. operation.Inputs.Select(value => values[value.Index - first.Index])];
            values[operation.Output.Index - first.Index] = observer.Value(operation.Output.Name, Compute(operation, inputs, weights, observer));
        }

        return values[^1].alias().MoveToOuterDisposeScope();
    }

    private static Tensor Compute(Operation operation, Tensor[] inputs, Func<string, Tensor> weights, OperationObserver observer) => operation switch
    {
        WeightedOperation weighted => observer.Multiply(new WeightedRun(weighted, inputs[0], weights(weighted.Weight.Name), weighted.Bias is { } bias ? weights(bias.Name) : null)),
        BatchNormOperation norm => nn.functional.batch_norm(
            inputs[0], weights(norm.RunningMean.Name), weights(norm.RunningVariance.Name), weights(norm.Gamma.Name), weights(norm.Beta.Name), eps: norm.Epsilon),
        ActivationOperation { Gate: { } gate } swish =>
            inputs[0] * observer.Value(gate, (swish.SwishBeta == 1 ? inputs[0] : inputs[0] * swish.SwishBeta).sigmoid()),
        ActivationOperation activation => activation.Kind.Apply(inputs[0]),
        PoolOperation { Kind: PoolKind.Average } pool => nn.functional.avg_pool2d(inputs[0], [pool.Kernel, pool.Kernel], [pool.Stride, pool.Stride]),
        PoolOperation pool => nn.functional.max_pool2d(inputs[0], [pool.Kernel, pool.Kernel], [pool.Stride, pool.Stride]),
        GlobalPoolOperation { Kind: PoolKind.Average } => inputs[0].mean([2, 3], keepdim: true),
        GlobalPoolOperation => inputs[0].amax([2, 3], keepdim: true),
        ScaleOperation => inputs[0] * inputs[1],
        AddOperation => inputs[0] + inputs[1],
        HeadOperation { Kind: Head.Softmax } => inputs[0].flatten(1).softmax(1),
        HeadOperation => inputs[0].flatten(1).sigmoid(),
        _ => throw new NotSupportedException($"There is no way to run a {operation.GetType().Name}."),
    };
}
