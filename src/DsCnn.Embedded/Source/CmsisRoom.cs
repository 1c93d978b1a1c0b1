namespace DsCnn.Embedded;

/// <summary>Memory beside the arena where CMSIS-NN is called: what is brought together for a row, a shift for each filter, and what its functions need.</summary>
internal static class CmsisRoom
{
    /// <summary>Channels that Helium's depthwise convolution takes at once, for so many pixels.</summary>
    private const long HeliumChannels = 124;
    private const long HeliumPixels = 4;

    /// <summary>What the row needs that needs most, or 0 where CMSIS-NN has nothing to do.</summary>
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

    /// <summary>What <c>arm_depthwise_conv_wrapper_s8_get_buffer_size</c> gives.</summary>
    private static long Buffer(ConvolutionOperation depthwise, bool helium)
    {
        long taps = (long)depthwise.Kernel * depthwise.Kernel;
        if (helium)
            return HeliumPixels * HeliumChannels * taps;
        return depthwise.Kernel == 3 ? 0 : sizeof(short) * depthwise.Filters * taps;
    }
}
