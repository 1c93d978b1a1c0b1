namespace DsCnn.Tests;

public sealed class PoolSpecTests
{
    [Fact]
    public void The_stride_is_the_kernel_unless_given()
    {
        new MaxPoolSpec().Should().Match<MaxPoolSpec>(p => p.Kernel == 2 && p.Stride == 2);
        new MaxPoolSpec { Kernel = 3 }.Stride.Should().Be(3);
        (new AveragePoolSpec() with { Kernel = 5 }).Stride.Should().Be(5);
        new AveragePoolSpec { Kernel = 3, Stride = 2 }.Stride.Should().Be(2);
        new AveragePoolSpec { Stride = 2, Kernel = 3 }.Stride.Should().Be(2);
    }

    [Fact]
    public void A_stride_by_default_equals_the_same_stride_given()
    {
        var byDefault = new MaxPoolSpec { Kernel = 3 };
        var given = new MaxPoolSpec { Kernel = 3, Stride = 3 };

        byDefault.Should().Be(given);
        byDefault.GetHashCode().Should().Be(given.GetHashCode());
        (byDefault == given).Should().BeTrue();
        ((LayerSpec)byDefault).Equals(given).Should().BeTrue();
    }

    [Fact]
    public void Pools_that_differ_are_not_equal()
    {
        var pool = new MaxPoolSpec { Kernel = 3 };

        pool.Should().NotBe(new MaxPoolSpec { Kernel = 3, Stride = 2 });
        pool.Should().NotBe(new MaxPoolSpec { Kernel = 2, Stride = 3 });
        ((LayerSpec)pool).Equals(new AveragePoolSpec { Kernel = 3 }).Should().BeFalse("a max pool is no average pool");
        ((PoolSpec)pool).Equals(new AveragePoolSpec { Kernel = 3 }).Should().BeFalse("a max pool is no average pool");
    }

    [Theory]
    [InlineData(15, 20)]
    [InlineData(20, 15)]
    public void A_window_larger_than_the_map_is_refused(int height, int width) =>
        FluentActions.Invoking(() => Models.Plan(new MaxPoolSpec { Kernel = 16, Stride = 1 }, 1, height, width))
            .Should().ThrowExactly<InvalidSpecException>()
            .Which.Message.Should().Be(
                $"layers[0] (maxPool): the map it gets is {height} x {width}, smaller than its kernel 16 x 16. " +
                "Use a smaller kernel, fewer strides before it, or a larger input.");
}
