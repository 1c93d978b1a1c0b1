namespace DsCnn.Tests;

/// <summary>Which engine runs a file, in an application that references only this package.</summary>
public sealed class EnginesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_the_package_of_ONNX_Runtime_one_line_says_which_to_add()
    {
        string path = _folder.File("network.onnx");
        // ir_version 8, then a graph that is cut short.
        byte[] onnx = [8, 8, 0x3a, 100];
        File.WriteAllBytes(path, onnx);
        const string Rest =
            " is not a model file (.safetensors). ONNX files are run by ONNX Runtime: reference the packages DsCnn.Inference.OnnxRuntime and Microsoft.ML.OnnxRuntime in the application.";

        FluentActions.Invoking(() => Classifier.Load(path)).Should().Throw<NotSupportedException>().WithMessage(path + Rest);
        FluentActions.Invoking(() => Classifier.Load(onnx)).Should().Throw<NotSupportedException>().WithMessage("The file" + Rest);
        FluentActions.Invoking(() => Classifier.Load(new MemoryStream(onnx))).Should().Throw<NotSupportedException>().WithMessage("The file" + Rest);
    }

    [Theory]
    [InlineData("cut.safetensors", new byte[] { 1, 2, 3 })]
    [InlineData("text.safetensors", new byte[] { 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x20, 0x79, 0x6f, 0x75, 0x21 })]
    [InlineData("picture.bin", new byte[] { 0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13 })]
    public void What_is_no_network_is_refused_as_damaged_data(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.File(name), bytes);
        FluentActions.Invoking(() => Classifier.Load(_folder.File(name))).Should().Throw<InvalidDataException>().WithMessage($"*{name}*");
        FluentActions.Invoking(() => Classifier.Load(ReadOnlyMemory<byte>.Empty)).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void A_file_that_is_not_there_or_empty()
    {
        FluentActions.Invoking(() => Classifier.Load(_folder.File("none.onnx"))).Should().Throw<FileNotFoundException>();
        File.WriteAllBytes(_folder.File("empty.onnx"), []);
        FluentActions.Invoking(() => Classifier.Load(_folder.File("empty.onnx"))).Should().Throw<InvalidDataException>().WithMessage("*it is empty*");
    }
}
