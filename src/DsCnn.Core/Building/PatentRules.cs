namespace DsCnn.Building;

/// <summary>The rules that <see cref="ModelBuilder"/> enforces in addition to what every spec requires.</summary>
internal static class PatentRules
{
    /// <summary>Claim 2. A block without Conv_1 was requested explicitly and has no width to check.</summary>
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

    /// <summary>A padded kernel larger than its map is possible, but it lies completely on the map at no position.</summary>
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

    /// <summary>Whether the network passes <see cref="CheckKernels"/>.</summary>
    internal static bool KernelsFit(LayerPlan plan) => TooLargeKernel(plan) is null;

    private static ConvolutionOperation? TooLargeKernel(LayerPlan plan) =>
        plan.Operations.OfType<ConvolutionOperation>().FirstOrDefault(convolution =>
            convolution.Kernel > Math.Min(convolution.Input.Shape.Height, convolution.Input.Shape.Width));

    private static InvalidSpecException Broken(string reason) => new(reason, nameof(DsBlockSpec.Conv1Filters));
}
