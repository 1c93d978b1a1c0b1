using System.Text;

namespace DsCnn.Tests;

/// <summary>What cannot be loaded or run, and the whole message that says so.</summary>
public sealed class ClassifierRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, "it is empty*")]
    [InlineData(1, "it is not an ONNX file.")]
    [InlineData(2, "the file is cut short: it declares more than its 2 bytes.")]
    [InlineData(100, "the file is cut short: it declares more than its 100 bytes.")]
    public void A_download_that_was_cut_short(int bytes, string message)
    {
        string path = _folder.File("cut.onnx");
        byte[] whole = OnnxExporter.ToBytes(Classifiers.Small);
        File.WriteAllBytes(path, whole[..bytes]);

        FluentActions.Invoking(() => Classifier.Load(path)).Should().Throw<InvalidDataException>().WithMessage($"{path}: {message}");
        FluentActions.Invoking(() => Classifier.Load(whole.AsMemory(0, bytes))).Should().Throw<InvalidDataException>().WithMessage($"The ONNX file: {message}");
        using var stream = new MemoryStream(whole, 0, bytes);
        FluentActions.Invoking(() => Classifier.Load(stream)).Should().Throw<InvalidDataException>().WithMessage($"The ONNX file: {message}");
    }

    [Fact]
    public void A_file_of_ours_whose_end_is_missing()
    {
        byte[] withoutMetadata = new OnnxBytes { Producer = "DsCnn" }.ToArray();

        Refusal(withoutMetadata).Should().Be("The ONNX file: the file is cut short: it has no \"dscnn.spec\" in its metadata, which is at its end.");
    }

    [Theory]
    [InlineData("color.png")]
    [InlineData("color.jpg")]
    [InlineData("color.bmp")]
    public void An_image(string file) => Refusal(File.ReadAllBytes(ImageFixtures.PathOf(file))).Should().Be("The ONNX file: it is not an ONNX file.");

    [Fact]
    public void A_text_and_an_error_page()
    {
        Refusal(Encoding.UTF8.GetBytes("hello")).Should().Be("The ONNX file: it is not an ONNX file.");
        Refusal(Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body>404 Not Found</body></html>")).Should().Be("The ONNX file: it is not an ONNX file.");
    }

    [Fact]
    public void A_file_that_is_not_there() =>
        FluentActions.Invoking(() => Classifier.Load(_folder.File("none.onnx"))).Should().Throw<FileNotFoundException>();

    public static TheoryData<string, string> Networks => new()
    {
        { nameof(OnnxBytes.Inputs), "a classifier has one input. Received: \"in0\", \"in1\"." },
        { nameof(OnnxBytes.Outputs), "the network has the outputs \"out0\", \"out1\". Choose one with ClassifierOptions.OutputName (dscnn: --output-name)." },
        { nameof(OnnxBytes.InputType), "the input \"in0\" must hold numbers of the types Float, Float16, Double, UInt8. Received: Int64." },
        { "rank", "the input \"in0\" must be N x C x H x W or N x H x W x C. Received: N x 4." },
        { "open size", "the input \"in0\" leaves the size of images open, N x 1 x ? x ?. Set ClassifierOptions.Input (dscnn: --input)." },
        { "huge image", "an image has at most 268435456 numbers. Received: images of 1 x 100000 x 100000." },
        { "map", "the output \"out0\" must be N x classes. Received: N x 1 x 2 x 2." },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_that_is_no_classifier(string what, string message)
    {
        var normal = new OnnxBytes();
        OnnxBytes network = what switch
        {
            nameof(OnnxBytes.Inputs) => normal with { Inputs = 2, Outputs = 2 },
            nameof(OnnxBytes.Outputs) => normal with { Outputs = 2 },
            nameof(OnnxBytes.InputType) => normal with { InputType = OnnxBytes.Int64, OutputType = OnnxBytes.Int64 },
            "rank" => normal with { Input = [-1, 4] },
            "open size" => normal with { Input = [-1, 1, -1, -1], Output = [-1, -1] },
            "huge image" => normal with { Input = [-1, 1, 100_000, 100_000], Output = [-1, 10_000_000_000] },
            _ => normal with { Operator = "Identity", Axis = null, Output = [-1, 1, 2, 2] },
        };
        Refusal(network.ToArray()).Should().Be($"The ONNX file: {message}");
    }

    public static TheoryData<string> Maps =>
        [.. Fixture.Names.Where(name => Fixture.Load(name).Model.Spec.Output is { Height: > 1 } or { Width: > 1 }).Take(3)];

    [Theory]
    [MemberData(nameof(Maps))]
    public void A_feature_extractor(string name) =>
        Refusal(OnnxExporter.ToBytes(Fixture.Load(name).Model)).Should().StartWith("The ONNX file: the output \"features\" must be N x classes. Received: N x ");

    [Fact]
    public void An_operator_that_does_not_exist() =>
        Refusal(new OnnxBytes { Operator = "Flatter" }.ToArray()).Should().StartWith("The ONNX file: ONNX Runtime rejects it. ").And.Contain("Flatter").And.NotContain("\n");

    [Theory]
    [InlineData("{", "labels: expected JSON")]
    [InlineData("[\"a\"]", "Labels must name the 3 outputs of the network. Received: 1.")]
    public void Metadata_that_does_not_fit(string labels, string message) =>
        Refusal(new OnnxBytes { Input = [-1, 1, 8, 8], Output = [-1, 64], Metadata = [("dscnn.spec", DsCnn.Tests.Networks.Small.ToJson()), ("dscnn.labels", labels)] }.ToArray())
            .Should().StartWith($"The ONNX file: {message}");

    [Fact]
    public void A_spec_of_another_network() =>
        Refusal(new OnnxBytes { Metadata = [("dscnn.spec", DsCnn.Tests.Networks.Small.ToJson())] }.ToArray())
            .Should().Be("The ONNX file: its spec describes 1 x 8 x 8 to 3, and its network computes 1 x 2 x 2 to 4.");

    public static TheoryData<string, string> Options => new()
    {
        { "Labels", "Labels must name the 3 classes of the network. Received: 2. (Parameter 'options')" },
        { "Preprocessing", "The normalization must have one mean per channel of the images, 1. Received: 3. (Parameter 'preprocessing')" },
        { "Input", "Input must be 1 x 8 x 8, as the network takes. Received: 1 x 9 x 9. (Parameter 'Input')" },
        { "OutputName", "OutputName must be one of \"probabilities\". Received: \"logits\". (Parameter 'OutputName')" },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Options_that_do_not_fit(string option, string message)
    {
        ClassifierOptions options = option switch
        {
            "Labels" => new() { Labels = ["a", "b"] },
            "Preprocessing" => new() { Preprocessing = new Preprocessing([0, 0, 0], [1, 1, 1]) },
            "Input" => new() { Input = new InputSpec(1, 9, 9) },
            _ => new() { OutputName = "logits" },
        };
        FluentActions.Invoking(() => Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small), options)).Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void Numbers_that_are_not_whole_images()
    {
        using var classifier = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small));

        Message(() => classifier.Run(new float[65], new float[3])).Should().Be("Images of 1 x 8 x 8 have 64 numbers each. Received: 65 numbers. (Parameter 'input')");
        Message(() => classifier.Run([], [])).Should().Be("Images of 1 x 8 x 8 have 64 numbers each. Received: 0 numbers. (Parameter 'input')");
        Message(() => classifier.Run(new float[128], new float[3])).Should().Be(
            "2 images have 6 probabilities, 3 each. Received: room for 3. (Parameter 'probabilities')");
        Message(() => classifier.Preprocess(new byte[63], new float[64])).Should().Be("An image of 1 x 8 x 8 has 64 numbers. Received: 63. (Parameter 'pixels')");
        Message(() => classifier.Preprocess(new byte[64], new float[65])).Should().Be("An image of 1 x 8 x 8 has 64 numbers. Received: 65. (Parameter 'input')");

        static string Message(Action call) => FluentActions.Invoking(call).Should().Throw<ArgumentException>().Which.Message;
    }

    private static string Refusal(byte[] file) => FluentActions.Invoking(() => Classifier.Load(file)).Should().Throw<InvalidDataException>().Which.Message;
}
