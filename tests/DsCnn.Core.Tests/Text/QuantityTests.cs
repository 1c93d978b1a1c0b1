using System.Globalization;

namespace DsCnn.Tests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 ")]
    [InlineData(0.5, "0.5 ")]
    [InlineData(999, "999 ")]
    [InlineData(1000, "1.00 k")]
    [InlineData(1234, "1.23 k")]
    [InlineData(12345, "12.35 k")]
    [InlineData(99_990, "99.99 k")]
    [InlineData(99_999, "100.0 k")]
    [InlineData(673108, "673.1 k")]
    [InlineData(999_999, "1.00 M")]
    [InlineData(25_345_232, "25.35 M")]
    [InlineData(15_470_264_320, "15.47 G")]
    [InlineData(2.5e12, "2.50 T")]
    [InlineData(2.5e15, "2500.0 T")]
    public void Large_numbers_are_shortened(double value, string expected) => Quantity.Short(value).Should().Be(expected);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(138_357_544, "138,357,544")]
    [InlineData(-1000, "-1,000")]
    public void Exact_numbers_are_grouped(long value, string expected) => Quantity.Exact(value).Should().Be(expected);

    [Theory]
    [InlineData(1, "1.00")]
    [InlineData(2.734, "2.73")]
    [InlineData(12.14, "12.1")]
    [InlineData(822.2, "822")]
    [InlineData(15_373_060, "15,373,060")]
    public void Ratios_have_about_three_digits(double value, string expected) => Quantity.Ratio(value).Should().Be(expected);

    [Fact]
    public void The_culture_of_the_machine_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = german;

            Quantity.Short(1234).Should().Be("1.23 k");
            Quantity.Exact(1234).Should().Be("1,234");
            Quantity.Ratio(1.5).Should().Be("1.50");
            Models.Small28().Summary().Should().Contain("168,277");
            ModelSpec.FromJson(ExampleText.Spec().ToJson()).Should().Be(ExampleText.Spec());
            FluentActions.Invoking(() => new DropoutSpec { Rate = 1.5 }).Should().Throw<InvalidSpecException>()
                .Which.Message.Should().EndWith("Received: 1.5.");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
