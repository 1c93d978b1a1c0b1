using System.Globalization;
using System.Text.Json;

namespace DsCnn.Cli.Tests;

public sealed class ExportCommandTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public ExportCommandTests()
    {
        using DsCnnModel model = StripeDetector.Create(["down", "across"]);
        model.Save(Model);
    }

    private string Model => _pictures.PathOf("model.safetensors");

    private string Exported => _pictures.PathOf("out.onnx");

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Json_holds_exactly_the_documented_members()
    {
        (int exitCode, string output, string error) = Tool.Run("export", Model, Exported, "--verify", "--json");

        (exitCode, error).Should().Be((0, ""));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.EnumerateObject().Select(p => p.Name).Should().Equal("model", "bytes", "opset", "batch", "weights", "quantization", "verification");
        json.GetProperty("model").GetString().Should().Be(Exported);
        json.GetProperty("bytes").GetInt64().Should().Be(new FileInfo(Exported).Length);
        json.GetProperty("batch").ValueKind.Should().Be(JsonValueKind.Null);
        json.GetProperty("quantization").ValueKind.Should().Be(JsonValueKind.Null);
        JsonElement same = json.GetProperty("verification");
        same.EnumerateObject().Select(p => p.Name).Should().Equal("images", "largestDifference", "relativeDifference", "agreement", "logits");
        same.GetProperty("logits").EnumerateObject().Select(p => p.Name).Should().Equal("largestDifference", "relativeDifference", "agreement");
        same.GetProperty("relativeDifference").GetDouble().Should().BeLessThan(1e-5);
        same.GetProperty("agreement").GetDouble().Should().Be(1);
    }

    [Fact]
    public void Options_reach_the_file()
    {
        Tool.Run("export", Model, Exported, "--logits", "--batch", "3", "--half", "--opset", "17").Output.Should().Be(
            string.Create(CultureInfo.InvariantCulture, $"{Exported}: 3 x 1 x 8 x 8, weights as float16, opset 17, {new FileInfo(Exported).Length:N0} bytes\n"));

        using var file = new Microsoft.ML.OnnxRuntime.InferenceSession(Exported);
        file.OutputNames.Should().Equal("logits");
        file.InputMetadata["input"].Dimensions.Should().Equal(3, 1, 8, 8);
    }

    [Fact]
    public void Verify_compares_networks_without_classes_and_with_a_fixed_batch()
    {
        var spec = new ModelSpec(new InputSpec(2, 8, 8), [new ConvSpec { Filters = 3 }]) { Name = "features" };
        using (DsCnnModel features = spec.Build())
            features.Save(Model);

        Tool.Run("export", Model, Exported, "--verify", "--batch", "2").Output.Should().MatchRegex(
            @"^\S+out\.onnx: 2 x 2 x 8 x 8, weights as float32, opset 13, [\d,]+ bytes\nCompared on 16 random images: largest difference \S+, relative \S+, same answer for 100 %\.\n$");
    }

    public static TheoryData<bool, bool, double, double, string?> Verdicts
    {
        get
        {
            return new()
            {
                { false, false, 9e-5, 1, null },
                { false, false, 2e-4, 1, "outputs differ by 2.0e-4 of the largest one, where at most 1.0e-4 is rounding." },
                { true, false, 0.019, 0.9, null },
                { true, false, 0.021, 1, "outputs differ by 2.1e-2 of the largest one, where at most 2.0e-2 is rounding." },
                { true, false, 0, 0.7, "only 70 % of the answers are the same, where at least 90 % must be." },
                { true, false, double.PositiveInfinity, 1, "outputs differ by Infinity of the largest one, where at most 2.0e-2 is rounding." },
                { false, true, 0.24, 0.95, null },
                { false, true, 0.26, 1, "outputs differ by 2.6e-1 of the largest one, where at most 2.5e-1 is rounding." },
                { false, true, 0.1, 0.5, "only 50 % of the answers are the same, where at least 90 % must be." },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void A_file_may_differ_by_what_its_numbers_round(bool half, bool int8, double difference, double agreement, string? message)
    {
        var format = new TfliteFormat(TfliteInterface.Float32)
        {
            BatchSize = 1,
            Logits = false,
            HalfPrecision = half,
            Quantization = int8 ? new QuantizationSpec { Activations = [], Weights = [] } : null,
        };
        var right = new OnnxVerification { Images = 1, LargestDifference = 0, LargestOutput = 10, RelativeDifference = 0, Agreement = 1 };
        OnnxVerification one = right with { LargestDifference = 10 * difference, RelativeDifference = difference, Agreement = agreement };
        foreach (ExportVerification verification in (ExportVerification[])[new(true, one, null), new(true, right, one)])
        {
            Action require = () => ExportCheck.Require(verification, "out.onnx", format);
            if (message is null)
                require.Should().NotThrow();
            else
                require.Should().ThrowExactly<InvalidDataException>().WithMessage($"out.onnx was not written, because it would not compute what its network does: {message}");
        }

        if (message is null || message.StartsWith("only", StringComparison.Ordinal))
            ExportCheck.Require(new(false, right with { RelativeDifference = difference, Agreement = agreement }, null), "out.onnx", format);
    }

    /// <summary>Where a softmax is certain of everything, probabilities hide differences: float32 keeps seven digits of a logit of 1,000 and more, so some are there.</summary>
    [Fact]
    public void Certain_answers_are_compared_before_the_softmax()
    {
        using (DsCnnModel certain = DsCnnModel.Load(Model))
        {
            using (TorchSharp.torch.no_grad())
            {
                foreach (TorchSharp.Modules.Parameter weight in certain.parameters().TakeLast(2))
                    weight.mul_(1e3f);
            }

            certain.Save(Model);
        }

        JsonElement same = JsonDocument.Parse(Tool.Run("export", Model, Exported, "--verify", "--half", "--json").Output).RootElement.GetProperty("verification");

        same.GetProperty("logits").GetProperty("largestDifference").GetDouble().Should().BeGreaterThan(100 * same.GetProperty("largestDifference").GetDouble());
    }

    /// <summary>One rule for all formats.</summary>
    [Theory]
    [InlineData("out.onnx", "")]
    [InlineData("out.onnx", "--half --verify")]
    [InlineData("out.tflite", "")]
    [InlineData("out.c", "")]
    public void What_is_damaged_does_not_replace_what_is_right(string file, string options)
    {
        string target = _pictures.PathOf(file);
        File.WriteAllText(target, "the good file");
        using (DsCnnModel broken = DsCnnModel.Load(Model))
        {
            using (TorchSharp.torch.no_grad())
                broken.parameters().First().fill_(float.NaN);
            broken.Save(Model);
        }

        (int exitCode, string output, string error) = Tool.Run(["export", Model, target, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        (exitCode, output).Should().Be((1, ""));
        error.Should().Match("dscnn: stripes is not exported: layers.0.* has a number that is not finite. Its training went wrong, or its file is damaged.\n");
        File.ReadAllText(target).Should().Be("the good file");
    }

    /// <summary>A device is not renamed over, whoever asks, and what a full disk takes is no success.</summary>
    [Theory]
    [InlineData("out.onnx")]
    [InlineData("out.tflite")]
    [InlineData("out.c")]
    public void A_link_to_a_device_is_refused(string file)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string target = _pictures.PathOf(file);
        File.CreateSymbolicLink(target, "/dev/full");

        (int exitCode, string output, string error) = Tool.Run("export", Model, target);

        (exitCode, output).Should().Be((1, ""));
        error.Should().Be($"dscnn: {target} cannot be written: /dev/full is a device or a pipe, not a regular file.\n");
        new FileInfo(target).LinkTarget.Should().Be("/dev/full");
    }

    /// <summary>The size that is said is the file's, not the link's.</summary>
    [Fact]
    public void A_link_to_a_file_is_written_through()
    {
        File.CreateSymbolicLink(Exported, "real.onnx");

        string output = Tool.Run("export", Model, Exported).Output;

        output.Should().EndWith(string.Create(CultureInfo.InvariantCulture, $" {new FileInfo(_pictures.PathOf("real.onnx")).Length:N0} bytes\n"));
    }

    [Fact]
    public void A_program_that_hangs_is_stopped_while_C_is_compared()
    {
        if (OperatingSystem.IsWindows())
            return;
        Action run = () => CVerification.Execute("sleep", ["600"], [], TimeSpan.FromSeconds(0.2), CancellationToken.None);

        run.Should().Throw<IOException>().WithMessage("--verify: sleep did not finish within 0.2 seconds and was stopped.");
    }

    [Fact]
    public void C_is_written_with_its_header_and_says_what_RAM_it_takes()
    {
        string source = _pictures.PathOf("stripes.c");

        (int exitCode, string output, string error) = Tool.Run("export", Model, source, "--memory", "smallest", "--json");

        (exitCode, error).Should().Be((0, ""));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.EnumerateObject().Select(p => p.Name).Should().Equal("model", "bytes", "weights", "memory", "arenaBytes", "weightBytes", "extraMacs", "quantization", "verification");
        json.GetProperty("memory").GetString().Should().Be("smallest");
        File.ReadAllText(_pictures.PathOf("stripes.h")).Should().Contain($"#define STRIPES_ARENA_BYTES {json.GetProperty("arenaBytes").GetInt64()}\n");
        File.ReadAllText(source).Should().Contain("int stripes_classify(");
    }

    [Theory]
    [InlineData("my-net.c", "", "*Received: my-net. Try: my_net.*")]
    [InlineData("string.c", "", "dscnn: OUT: Functions are named after the file, but C uses that name itself. Received: string.*")]
    [InlineData("net.c", "--opset 13", "dscnn: --opset is not for C source (.c).*")]
    [InlineData("net.onnx", "--memory whole", "dscnn: --memory is for C source (.c).*")]
    public void Names_and_options_of_C_are_checked(string file, string options, string message)
    {
        (int exitCode, _, string error) = Tool.Run(["export", Model, _pictures.PathOf(file), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        exitCode.Should().Be(2);
        error.Should().Match(message);
        File.Exists(_pictures.PathOf(file)).Should().BeFalse();
    }

    [Fact]
    public void An_ONNX_file_is_no_model_to_export()
    {
        string onnx = _pictures.PathOf("in.onnx");
        Tool.Run("export", Model, onnx).ExitCode.Should().Be(0);

        Tool.Run("export", onnx, Exported).Error.Should().Be(
            $"dscnn: {onnx}: expected a model file (.safetensors). Received: an ONNX file, which can be run but not read back. Use the model file that it was exported from.\n");
    }

    [Fact]
    public void Int8_is_calibrated_on_the_training_images_and_tells_the_same_classes_apart()
    {
        string data = _pictures.Draw("data", train: 8, test: 4);
        (int exitCode, string output, string error) = Tool.Run(
            "export", Model, Exported, "--int8", "--calibration", data, "--calibration-images", "12", "--max-accuracy-loss", "0", "--verify", "--json");

        (exitCode, error).Should().Be((0, ""));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("weights").GetString().Should().Be("int8");
        JsonElement quantization = json.GetProperty("quantization");
        quantization.EnumerateObject().Select(p => p.Name).Should().Equal("images", "floatAccuracy", "accuracy", "agreement", "floatLayers");
        quantization.GetProperty("images").GetInt32().Should().Be(12);
        quantization.GetProperty("accuracy").GetDouble().Should().Be(1);
        JsonDocument.Parse(Tool.Run("evaluate", "--model", Exported, "--data", data, "--json").Output).RootElement.GetProperty("accuracy").GetDouble().Should().Be(1);
    }

    [Fact]
    public async Task A_quantized_network_is_exported_as_it_is()
    {
        string data = _pictures.Draw("data", train: 8);
        using (var model = DsCnnModel.Load(Model))
            (await model.QuantizeAsync(ImageDataSet.Open(data).Train)).Model.Write(Model);

        Tool.Run("export", Model, Exported).Output.Should().Contain("weights as int8");
        Tool.Run("export", Model, Exported, "--int8").ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("MODEL", 2, "Required argument 'OUT' missing for command: 'export'.")]
    [InlineData("OUT MODEL", 2, "OUT: expected a name that ends in .onnx, .tflite or .c. Received: *model.safetensors.")]
    [InlineData("MODEL OUT --bogus", 2, "dscnn export has no option --bogus.*")]
    [InlineData("MODEL OUT --opset 12", 2, "--opset: expected a whole number from 13 to 22. Received: 12.")]
    [InlineData("MODEL OUT --batch 0", 2, "--batch: expected a whole number above 0. Received: 0.")]
    [InlineData("MODEL OUT --batch 40000000", 2, "--batch: expected at most * images with maps of *. Received: 40000000.")]
    [InlineData("MODEL out.tflite --batch 40000000 --int8 --calibration nowhere", 2, "--batch: expected at most * images with maps of *. Received: 40000000.")]
    [InlineData("MODEL OUT --int8", 2, "--int8 needs --calibration DATA: stripes is not quantized yet, and images are needed to find the range of its values.")]
    [InlineData("MODEL OUT --calibration DATA", 2, "--calibration requires --int8.")]
    [InlineData("MODEL OUT --int8 --max-accuracy-loss 0.1", 2, "--max-accuracy-loss needs --calibration.")]
    [InlineData("MODEL OUT --interface int8", 2, "--interface is for .tflite files. Received: *out.onnx.")]
    [InlineData("MODEL out.tflite --opset 14", 2, "--opset is for .onnx files. Received: out.tflite.")]
    [InlineData("MODEL out.tflite --compact", 2, "--compact is for .onnx files. Received: out.tflite.")]
    [InlineData("MODEL out.tflite --interface uint8", 2, "--interface: expected float32 or int8. Received: uint8.*")]
    [InlineData("MODEL out.tflite --interface int8", 2, "--interface int8: expected a quantized model, or --int8 with --calibration DATA.")]
    [InlineData("MODEL OUT --int8 --half", 2, "--half and --int8 are two ways to store weights. Choose one.")]
    [InlineData("MODEL OUT --int8 --calibration DATA", 1, "There is no folder *data. Expected *")]
    [InlineData("missing.safetensors OUT", 1, "*missing.safetensors*")]
    [InlineData("MODEL missing/out.onnx", 1, "*missing*")]
    public void Refusals_are_one_line(string options, int code, string message)
    {
        options = options.Replace("DATA", _pictures.PathOf("data")).Replace("MODEL", Model).Replace("OUT", Exported);
        (int exitCode, string output, string error) = Tool.Run(["export", .. options.Split(' ')]);

        (exitCode, output).Should().Be((code, ""));
        error.TrimEnd('\n').Should().Match("dscnn: " + message).And.NotContain("\n");
        File.Exists(Exported).Should().BeFalse();
    }

    [Theory]
    [InlineData("", "1 x 1 x 8 x 8, weights as float32, inputs and outputs as float32")]
    [InlineData("--float16 --batch 3", "3 x 1 x 8 x 8, weights as float16, inputs and outputs as float32")]
    public void The_ending_makes_it_a_tflite_file(string options, string expected)
    {
        string exported = _pictures.PathOf("out.tflite");
        (int exitCode, string output, string error) = Tool.Run(["export", Model, exported, "--verify", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        (exitCode, error).Should().Be((0, ""));
        string size = new FileInfo(exported).Length.ToString("N0", CultureInfo.InvariantCulture);
        output.Should().Match(
            $"{exported}: {expected}, {size} bytes\nCompared on * random images, computed as in TensorFlow Lite's reference kernels: *, same answer for 100 %*\n");
        System.Text.Encoding.ASCII.GetString(File.ReadAllBytes(exported), 4, 4).Should().Be("TFL3");
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("int8")]
    public void An_int8_tflite_file_gives_the_answers_of_its_network(string form)
    {
        string data = _pictures.Draw("data", train: 8, test: 4), exported = _pictures.PathOf("out.tflite");
        (int exitCode, string output, string error) = Tool.Run(
            "export", Model, exported, "--int8", "--calibration", data, "--interface", form, "--verify", "--json");

        (exitCode, error).Should().Be((0, ""));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.EnumerateObject().Select(p => p.Name).Should().Equal("model", "bytes", "opset", "batch", "weights", "quantization", "verification");
        json.GetProperty("opset").ValueKind.Should().Be(JsonValueKind.Null);
        json.GetProperty("batch").GetInt32().Should().Be(1);
        json.GetProperty("weights").GetString().Should().Be("int8");
        json.GetProperty("verification").GetProperty("agreement").GetDouble().Should().Be(1);
    }
}
