namespace DsCnn.Tests;

public sealed class OnnxOutlineTests
{
    [Theory]
    [InlineData("", "it is empty.")]
    [InlineData("00", "it is not an ONNX file.")]
    [InlineData("0807", "the file is cut short: it declares more than its 2 bytes.")]
    [InlineData("08", "it is not an ONNX file.")]
    [InlineData("08073a", "the file is cut short: it declares more than its 3 bytes.")]
    [InlineData("08073aff", "the file is cut short: it declares more than its 4 bytes.")]
    [InlineData("08073affffffffffffffffff7f00", "the file is cut short: it declares more than its 14 bytes.")]
    [InlineData("08073affffffffffffffffffffffff", "the file is cut short: it declares more than its 15 bytes.")]
    [InlineData("08073a02aabb0b", "it is not an ONNX file.")]
    [InlineData("3a02aa", "it is not an ONNX file.")]
    public void Refuses(string hex, string message) =>
        FluentActions.Invoking(() => Check(hex)).Should().Throw<InvalidDataException>().WithMessage(message);

    [Theory]
    [InlineData("08073a02aabb")]
    [InlineData("3a02aabb0807")]
    [InlineData("08073a00")]
    [InlineData("3a008501112233442112345678123456780807")]
    public void Accepts(string hex) => FluentActions.Invoking(() => Check(hex)).Should().NotThrow();

    private static void Check(string hex) => OnnxOutline.Check(new MemoryStream(Convert.FromHexString(hex)));
}
