namespace DsCnn.Tests;

public sealed class OnnxVerificationTests
{
    [Fact]
    public void Differences_are_the_largest_and_relative_to_each_image()
    {
        // Image 1 differs by 0.5 of 10; image 2 by 0.2 of 2, and puts another class first.
        OnnxVerification report = OnnxVerification.Compare([10, 1, 0, 1.9f, 2, -1], [10.5f, 1, 0, 2.1f, 2, -1], images: 2);

        report.Images.Should().Be(2);
        report.LargestDifference.Should().BeApproximately(0.5, 1e-6);
        report.LargestOutput.Should().Be(10);
        report.RelativeDifference.Should().BeApproximately(0.1, 1e-6);
        report.Agreement.Should().Be(0.5);
        report.Agrees().Should().BeFalse();
        report.Agrees(tolerance: 0.11).Should().BeTrue();
    }

    [Fact]
    public void Equal_outputs_agree_also_where_all_are_zero() =>
        OnnxVerification.Compare([0, 0], [0, 0], images: 1).Should().Be(
            new OnnxVerification { Images = 1, LargestDifference = 0, LargestOutput = 0, RelativeDifference = 0, Agreement = 1 });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_no_number_never_agrees(float value)
    {
        OnnxVerification.Compare([1, 2], [1, value], images: 1).Agrees(1e9).Should().BeFalse();
        OnnxVerification.Compare([1, value], [1, 2], images: 1).Agrees(1e9).Should().BeFalse();
    }

    [Theory]
    [InlineData(4, 3, 2)]
    [InlineData(3, 3, 2)]
    [InlineData(0, 0, 1)]
    public void Outputs_must_come_in_pairs(int expected, int actual, int images) =>
        ((Action)(() => OnnxVerification.Compare(new float[expected], new float[actual], images))).Should().ThrowExactly<ArgumentException>()
            .WithMessage($"Expected outputs of both engines for {images} images. Received: {expected} and {actual} numbers.*");

    [Fact]
    public void Batches_add_up()
    {
        int batch = 0;
        OnnxVerification report = OnnxExporter.Verify(
            new InputSpec(1, 1, 1), _ => [1, 2], _ => [1, ++batch == 1 ? 2 : 0.5f], new OnnxVerificationOptions { Batches = 4, BatchSize = 1 });

        report.Should().Be(new OnnxVerification { Images = 4, LargestDifference = 1.5, LargestOutput = 2, RelativeDifference = 0.75, Agreement = 0.25 });
    }
}
