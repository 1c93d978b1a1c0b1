namespace DsCnn.Tests;

/// <summary>What a file gives for the images of a fixture.</summary>
internal static class Written
{
    internal static float[] Run(byte[] file, Fixture fixture)
    {
        ModelSpec spec = fixture.Model.Spec;
        return ImageLayout.ChannelsFirst(TfliteReference.Open(file).Run(ImageLayout.ChannelsLast(fixture.Input.ToFloats(), spec.Input.Shape)), spec.Output);
    }

    /// <summary>The largest difference between numbers, in steps.</summary>
    internal static double Steps(float[] actual, float[] expected, double step)
    {
        actual.Should().HaveSameCount(expected);
        return actual.Zip(expected, (x, y) => double.IsFinite(x) ? Math.Abs((double)x - y) : double.PositiveInfinity).Max() / step;
    }
}
