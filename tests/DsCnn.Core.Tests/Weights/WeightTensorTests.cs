namespace DsCnn.Tests;

public sealed class WeightTensorTests
{
    [Fact]
    public void Floats_go_in_and_come_out_unchanged()
    {
        float[] values = [0, -0f, 1.5f, float.Epsilon, float.MaxValue, float.PositiveInfinity];

        WeightTensor tensor = WeightTensor.FromFloats([2, 3], values);

        tensor.ToFloats().Should().Equal(values);
        tensor.Dimensions.Should().Equal(2, 3);
        tensor.Precision.Should().Be(WeightPrecision.Float32);
    }

    [Fact]
    public void Numbers_are_stored_little_endian() =>
        WeightTensor.FromFloats([2], [1, -2]).Bytes.ToArray().Should().Equal(0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0);

    [Fact]
    public void The_arguments_are_copied()
    {
        float[] values = [1, 2];
        int[] dimensions = [2];
        WeightTensor tensor = WeightTensor.FromFloats(dimensions, values);

        values[0] = 9;
        dimensions[0] = 9;

        tensor.ToFloats().Should().Equal(1, 2);
        tensor.Dimensions.Should().Equal(2);
    }

    [Theory]
    [InlineData(new[] { 2, 3 }, 5, "A tensor of 2 x 3 has 6 values. Received: 5. (Parameter 'values')")]
    [InlineData(new[] { 0, 3 }, 1, "A tensor of 0 x 3 has 0 values. Received: 1. (Parameter 'values')")]
    [InlineData(new[] { -1, -1 }, 1, "A tensor's extents must not be negative. Received: -1 x -1. (Parameter 'dimensions')")]
    public void Values_that_do_not_fill_the_tensor_are_refused(int[] dimensions, int count, string message) =>
        FluentActions.Invoking(() => WeightTensor.FromFloats(dimensions, new float[count]))
            .Should().ThrowExactly<ArgumentException>().Which.Message.Should().Be(message);

    [Fact]
    public void A_name_stands_in_a_set_once()
    {
        WeightTensor tensor = WeightTensor.FromFloats([1], [1]);

        FluentActions.Invoking(() => new WeightSet([KeyValuePair.Create("a", tensor), KeyValuePair.Create("a", tensor)]))
            .Should().Throw<ArgumentException>();
        new WeightSet([KeyValuePair.Create("b", tensor), KeyValuePair.Create("a", tensor)]).Keys.Should().Equal("b", "a");
    }

    [Fact]
    public void Weight_shapes_count_their_numbers()
    {
        new WeightShape("layers.0.weight", [3, 2], WeightRole.Weight).Elements.Should().Be(6);
        new WeightShape("a", [1 << 20, 1 << 20, 1 << 20], WeightRole.Weight).Elements.Should().Be(1L << 60);
    }
}
