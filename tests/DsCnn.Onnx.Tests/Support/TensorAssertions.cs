namespace DsCnn.Tests;

internal static class TensorAssertions
{
    /// <summary>Demands the same shape, and that the largest difference is within a share of the largest expected value.</summary>
    internal static void ShouldBeClose(this WeightTensor actual, WeightTensor expected, double tolerance)
    {
        actual.Dimensions.Should().Equal(expected.Dimensions);
        double scale = expected.ToFloats().Max(Math.Abs);
        double worst = actual.ToFloats().Zip(expected.ToFloats(), (a, e) => Math.Abs((double)a - e)).Max();
        (worst / scale).Should().BeLessThan(tolerance, "the outputs must equal the reference");
    }
}
