namespace DsCnn.Building;

/// <summary>What <see cref="ModelBuilder"/> demands beyond what is possible.</summary>
internal static class PatentRules
{
    /// <summary>Claim 2. A block without Conv_1 was asked for explicitly and has no width to check.</summary>
    internal static void Check(DsBlockSpec block, DsBlockSpec? previous)
    {
        if (block.Conv1Filters is not { } filters)
            return;

        if (previous is null)
        {
            if (filters % 2 != 0)
                throw Broken($"Conv_1 of the first block must have a positive multiple of 2 filters (patent claim 2). Received: {filters}.");
        }
        else if (filters != DsBlockSpec.Expansion * previous.OutChannels)
        {
            throw Broken(
                $"Conv_1 must have {DsBlockSpec.Expansion} x {previous.OutChannels} = {DsBlockSpec.Expansion * previous.OutChannels} " +
                $"filters (patent claim 2). Received: {filters}.");
        }
    }

    /// <summary>A padded kernel larger than its map is possible, but no position of it lies on the map as a whole.</summary>
    internal static void CheckKernels(LayerPlan plan)
    {
        if (TooLargeKernel(plan) is { } convolution)
        {
            TensorShape map = convolution.Input.Shape;
            throw new InvalidSpecException(
                $"the kernel of {convolution.Name[(plan.Prefix.Length + 1)..]} is {convolution.Kernel} x {convolution.Kernel}, but the map it gets has shrunk to " +
                $"{map.Height} x {map.Width}. Use a smaller kernel, fewer strides before it, or a larger input.",
                nameof(DsBlockSpec.Kernel));
        }
    }

    /// <summary>Whether <see cref="CheckKernels"/> has no objection.</summary>
    internal static bool KernelsFit(LayerPlan plan) => TooLargeKernel(plan) is null;

    private static ConvolutionOperation? TooLargeKernel(LayerPlan plan) =>
        plan.Operations.OfType<ConvolutionOperation>().FirstOrDefault(convolution =>
            convolution.Kernel > Math.Min(convolution.Input.Shape.Height, convolution.Input.Shape.Width));

    private static InvalidSpecException Broken(string reason) => new(reason, nameof(DsBlockSpec.Conv1Filters));
}
