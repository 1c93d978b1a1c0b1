namespace DsCnn.Embedded;

/// <summary>The memory in addition to the arena if CMSIS-NN is used: the gathered inputs of a row, a shift per filter, and the buffers of its functions.</summary>
internal static class CmsisRoom
{
    /// <summary>The number of channels that Helium's depthwise convolution processes at once, for several pixels.</summary>
    private const long HeliumChannels = 124;
    private const long HeliumPixels = 4;

    /// <summary>The memory of the row that needs the most, or 0 if CMSIS-NN is not used.</summary>
    /// <param name="layout">The network.</param>
    /// <param name="helium">Whether the processor has Helium.</param>
    internal static long Bytes(MemoryLayout layout, bool helium) =>
        layout.Passes.SelectMany(placed => placed.Pass.Steps).Select(step => OfRow(step, helium)).DefaultIfEmpty().Max();

    private static long OfRow(RowStep step, bool helium)
    {
        if (step is not { IsInteger: true, Operation: ConvolutionOperation c })
            return 0;
        long shifts = (long)sizeof(int) * c.Filters;
        if (step.IsDepthwise)
            return RowPass.Words(Math.Min(c.Kernel, step.Input.Height) * step.Input.RowBytes) + shifts + RowPass.Words(Buffer(c, helium));
        return c.Groups > 1 ? 0 : RowPass.Words((long)step.Output.Width * step.PatchLength) + shifts;
    }

    /// <summary>The result of <c>arm_depthwise_conv_wrapper_s8_get_buffer_size</c>.</summary>
    private static long Buffer(ConvolutionOperation depthwise, bool helium)
    {
        long taps = (long)depthwise.Kernel * depthwise.Kernel;
        if (helium)
            return HeliumPixels * HeliumChannels * taps;
        return depthwise.Kernel == 3 ? 0 : sizeof(short) * depthwise.Filters * taps;
    }
}
