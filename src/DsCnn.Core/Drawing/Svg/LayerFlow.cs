namespace DsCnn.Drawing;

/// <summary>A layer's operations in drawing order and grouping, derived from the inputs of each operation.</summary>
internal static class LayerFlow
{
    /// <summary>The path from the layer's input to its output.</summary>
    internal static IReadOnlyList<OperationStack> Of(LayerPlan plan) =>
        Stacks(plan.Operations, from: plan.Input, to: plan.Output);

    private static List<OperationStack> Stacks(IReadOnlyList<Operation> operations, PlanValue from, PlanValue to)
    {
        var stacks = new List<List<Operation>>();
        Operation? previous = null;
        foreach (Operation operation in Chain(operations, from, to))
        {
            if (previous is null || StartsStack(operation, previous))
                stacks.Add([]);
            stacks[^1].Add(operation);
            previous = operation;
        }

        return [.. stacks.Select(stack => new OperationStack(stack, Branch(operations, stack[0])))];
    }

    private static Stack<Operation> Chain(IReadOnlyList<Operation> operations, PlanValue from, PlanValue to)
    {
        var chain = new Stack<Operation>();
        for (PlanValue value = to; value != from; value = MainInput(chain.Peek()))
            chain.Push(operations.First(operation => operation.Output == value));
        return chain;
    }

    private static PlanValue MainInput(Operation operation) => operation is AddOperation add ? add.Residual : operation.Inputs[0];

    private static List<OperationStack> Branch(IReadOnlyList<Operation> operations, Operation first) =>
        first is ScaleOperation scale ? Stacks(operations, from: scale.Features, to: scale.Gate) : [];

    private static bool StartsStack(Operation operation, Operation previous) =>
        previous is ScaleOperation or AddOperation
        || operation switch
        {
            BatchNormOperation or ActivationOperation => false,
            ConvolutionOperation => previous is not ConvolutionOperation,
            _ => true,
        };
}
