namespace DsCnn.Cli.Tests;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0.001", 0.001)]
    [InlineData("-2.5e-3", -0.0025)]
    [InlineData("1E3", 1000)]
    [InlineData("+7", 7)]
    [InlineData(".5", 0.5)]
    public void Numbers_are_digits_a_point_an_exponent_and_a_sign(string text, double expected)
    {
        NumberText.TryParse(text, out double value).Should().BeTrue();
        value.Should().Be(expected);
    }

    [Theory]
    [InlineData("0,001")]
    [InlineData("1,000.5")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData("0x10")]
    [InlineData("(1)")]
    [InlineData("$1")]
    [InlineData("1-")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("")]
    [InlineData("\u0661")]
    public void Everything_else_is_none(string text)
    {
        NumberText.TryParse(text, out double _).Should().BeFalse();
        NumberText.TryParse(text, out int _).Should().BeFalse();
        NumberText.TryParse(text, out long _).Should().BeFalse();
    }

    [Theory]
    [InlineData("0,001", "Received: 0,001 (write 0.001).")]
    [InlineData("1.000,5", "Received: 1.000,5 (write 1000.5).")]
    [InlineData("1,000,000", "Received: 1,000,000 (write 1000000).")]
    [InlineData("5%", "Received: 5% (write 0.05).")]
    [InlineData("5,5%", "Received: 5,5% (write 0.055).")]
    [InlineData(" 5", "Received:  5 (write 5).")]
    [InlineData("fast", "Received: fast.")]
    [InlineData("1,2,3", "Received: 1,2,3.")]
    [InlineData("-1", "Received: -1.")]
    public void A_number_written_otherwise_comes_with_how_it_is_written_here(string text, string expected) =>
        NumberText.Received<double>(text).Should().Be(expected);

    [Theory]
    [InlineData("10.000", "Received: 10.000 (write 10000).")]
    [InlineData("1_000_000", "Received: 1_000_000 (write 1000000).")]
    [InlineData("1.5", "Received: 1.5.")]
    [InlineData("50%", "Received: 50%.")]
    public void Whole_numbers_may_only_have_been_grouped(string text, string expected) => NumberText.Received<int>(text).Should().Be(expected);
}
