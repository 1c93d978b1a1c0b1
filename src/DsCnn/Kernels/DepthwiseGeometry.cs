namespace DsCnn.Kernels;

/// <summary>How the taps of a depthwise kernel map to a source map when a target map is computed from it.</summary>
/// <remarks>
/// In the forward pass, the source is the input, and each target pixel is one stride further on it. In the backward pass, the target is the input's gradient, and the source is the output's gradient with a stride between its pixels.
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

    /// <summary>The distance on the padded source between neighboring target pixels.</summary>
    internal int Step { get; }

    /// <summary>The distance on the padded source between neighboring source pixels.</summary>
    internal int Spacing { get; }

    /// <summary>The number of positions before the first source pixel.</summary>
    internal int Padding { get; }

    internal int SourceHeight { get; }

    internal int SourceWidth { get; }

    internal int TargetHeight { get; }

    internal int TargetWidth { get; }

    /// <summary>The width of a padded source row, up to the last target pixel's taps or the last source pixel.</summary>
    internal int PaddedWidth => Math.Max(((TargetWidth - 1) * Step) + Kernel, Padding + ((SourceWidth - 1) * Spacing) + 1);

    internal static DepthwiseGeometry Forward(MapView input, MapView output, int kernel, int stride) =>
        new(kernel, stride, 1, kernel / 2, (input.Height, input.Width), (output.Height, output.Width));

    internal static DepthwiseGeometry Backward(MapView input, MapView output, int kernel, int stride) =>
        new(kernel, 1, stride, kernel - 1 - (kernel / 2), (output.Height, output.Width), (input.Height, input.Width));

    /// <summary>The source row at a position below the padded top; -1 if there is none.</summary>
    internal int SourceRow(int place)
    {
        (int row, int rest) = Math.DivRem(place - Padding, Spacing);
        return rest == 0 && row >= 0 && row < SourceHeight ? row : -1;
    }
}
