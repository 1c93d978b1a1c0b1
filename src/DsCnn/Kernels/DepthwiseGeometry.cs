namespace DsCnn.Kernels;

/// <summary>How the taps of a depthwise kernel meet a source map when a target map is computed from it.</summary>
/// <remarks>
/// Forward, the source is the input, and each step on the target is a stride on it. Backward, the target is the input's gradient, and the source is the output's gradient with a stride between its pixels.
/// </remarks>
internal readonly struct DepthwiseGeometry
{
    private DepthwiseGeometry(int kernel, int step, int spacing, int padding, (int Height, int Width) source, (int Height, int Width) target)
    {
        (Kernel, Step, Spacing, Padding) = (kernel, step, spacing, padding);
        (SourceHeight, SourceWidth) = source;
        (TargetHeight, TargetWidth) = target;
    }

    internal int Kernel { get; }

    /// <summary>Places on the padded source from one target pixel to the next.</summary>
    internal int Step { get; }

    /// <summary>Places on the padded source from one source pixel to the next.</summary>
    internal int Spacing { get; }

    /// <summary>Places before the first source pixel.</summary>
    internal int Padding { get; }

    internal int SourceHeight { get; }

    internal int SourceWidth { get; }

    internal int TargetHeight { get; }

    internal int TargetWidth { get; }

    /// <summary>Places of a padded source row, as many as the last target pixel's taps or the last source pixel reach.</summary>
    internal int PaddedWidth => Math.Max(((TargetWidth - 1) * Step) + Kernel, Padding + ((SourceWidth - 1) * Spacing) + 1);

    internal static DepthwiseGeometry Forward(MapView input, MapView output, int kernel, int stride) =>
        new(kernel, stride, 1, kernel / 2, (input.Height, input.Width), (output.Height, output.Width));

    internal static DepthwiseGeometry Backward(MapView input, MapView output, int kernel, int stride) =>
        new(kernel, 1, stride, kernel - 1 - (kernel / 2), (output.Height, output.Width), (input.Height, input.Width));

    /// <summary>Which source row lies at a place below the padded top; -1 for none.</summary>
    internal int SourceRow(int place)
    {
        (int row, int rest) = Math.DivRem(place - Padding, Spacing);
        return rest == 0 && row >= 0 && row < SourceHeight ? row : -1;
    }
}
