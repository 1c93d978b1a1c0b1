using FluentAssertions;
using static TorchSharp.torch;

namespace DsCnn.TestKit;

/// <summary>Compares tensors with numbers computed elsewhere.</summary>
public static class TensorAssertions
{
    /// <summary>Demands that the largest difference is within a share of the largest expected value (of 1, where that is smaller).</summary>
    public static void ShouldBeClose(this Tensor actual, WeightTensor expected, string what, double tolerance = 1e-5)
    {
        actual.shape.Should().Equal(expected.Dimensions.Select(d => (long)d), what);
        float[] wanted = expected.ToFloats();
        float[] values = Values(actual);
        double scale = Math.Max(1, wanted.Max(Math.Abs));
        double worst = values.Zip(wanted, (a, e) => Math.Abs((double)a - e)).Max();
        (worst / scale).Should().BeLessThan(tolerance, $"{what} must equal the reference");
    }

    /// <summary>Copies the numbers of a tensor, last dimension fastest.</summary>
    public static float[] Values(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<float>().ToArray();
    }
}
