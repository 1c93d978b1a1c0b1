namespace DsCnn.Memory;

/// <summary>A map of one image in memory: rows of pixels, the channels of a pixel next to each other, without gaps.</summary>
/// <param name="value">The value that it holds.</param>
/// <param name="isBytes">Whether its numbers are bytes rather than float32.</param>
/// <param name="isCallers">Whether the caller owns it: the input image and the output scores.</param>
internal sealed class StepMap(PlanValue value, bool isBytes, bool isCallers = false)
{
    internal PlanValue Value { get; } = value;

    internal bool IsBytes { get; } = isBytes;

    internal bool IsCallers { get; } = isCallers;

    internal int Height => Value.Shape.Height;

    internal int Width => Value.Shape.Width;

    internal int Channels => Value.Shape.Channels;

    internal int PixelBytes => checked(Channels * (IsBytes ? 1 : sizeof(float)));

    internal long RowBytes => (long)Width * PixelBytes;

    internal long Bytes => checked(Height * RowBytes);
}
