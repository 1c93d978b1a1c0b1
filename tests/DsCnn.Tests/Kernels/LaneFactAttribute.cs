namespace DsCnn.Tests;

/// <summary>A test of kernels of one width, which skips itself where the processor has no instructions for it.</summary>
internal sealed class LaneFactAttribute : FactAttribute
{
    public LaneFactAttribute(int width)
    {
        bool fits = width switch { 16 => LaneWidths.Fits512(width), 8 => LaneWidths.Fits256(width), _ => true };
        if (!fits)
            Skip = $"This processor has no instructions for {width} numbers at once.";
    }
}
