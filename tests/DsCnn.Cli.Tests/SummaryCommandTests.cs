using System.Text.Json;

namespace DsCnn.Cli.Tests;

public sealed class SummaryCommandTests
{
    private const string TinySpec = """
        { "name": "tiny", "input": { "channels": 1, "height": 8, "width": 8 },
          "layers": [ { "type": "conv", "filters": 4 }, { "type": "globalAveragePool" }, { "type": "fullyConnected", "units": 3 } ] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn").FullName;

    [Fact]
    public void A_microcontroller_is_compared_with_what_the_network_takes()
    {
        (int exitCode, string output, string error) = Tool.Run("summary", "--preset", "ds-nano", "--device", "stm32l475");

        (exitCode, error).Should().Be((0, ""));
        output.Should().Contain("on stm32l475 (STM32L475VG, Cortex-M4 at 80 MHz; ST, data sheet DS10969: SRAM1) as int8, once it is quantized:\n")
            .And.MatchRegex(@"RAM, whole +150,624 of 98,304 bytes, does not fit\n").And.MatchRegex(@"RAM, streamed +36,960 of 98,304 bytes, fits\n")
            .And.EndWith("  dscnn export MODEL NAME.c --int8 --calibration DATA fits.\n");

        JsonElement device = JsonDocument.Parse(Tool.Run("summary", "--preset", "ds-nano", "--device", "stm32l475", "--json").Output).RootElement.GetProperty("device");
        device.GetProperty("plans").EnumerateArray().Select(plan => plan.GetProperty("fits").GetBoolean()).Should().Equal(false, true, true);
        device.GetProperty("ramBytes").GetInt64().Should().Be(96 * 1024);
    }

    /// <summary>What the exporter refuses is not recommended.</summary>
    [Fact]
    public void A_network_that_gives_no_scores_is_not_sent_to_the_exporter_of_C()
    {
        (int exitCode, string output, string error) = Tool.Run("summary", "--spec", Write(TinySpec), "--device", "stm32l475");

        (exitCode, error).Should().Be((0, ""));
        output.Should().EndWith(
            "  Generated C gives a score for each class. Expected a network that ends in a softmax or sigmoid. Received: one without. A .tflite file may end anywhere.\n");
    }

    [Fact]
    public void Json_holds_exactly_the_documented_members()
    {
        (int exitCode, string output, string error) = Tool.Run("summary", "--spec", Write(TinySpec), "--format", "json");

        // Parameters: 4 filters of 1 x 3 x 3, two per filter of the batch norm, 3 units of 4 weights and a bias.
        // MACs: 9 for each of 4 x 8 x 8 outputs, and 3 x 4. Alive at the convolution: image and result.
        using JsonDocument json = JsonDocument.Parse(output);
        (exitCode, error).Should().Be((0, ""));
        JsonElement root = json.RootElement;
        root.EnumerateObject().Select(p => p.Name).Should().Equal(
            "name", "input", "parameters", "macs", "flops", "peakActivationBytes", "arenaBytes", "fileBytes", "layers");
        root.GetProperty("name").GetString().Should().Be("tiny");
        root.GetProperty("input").EnumerateArray().Select(e => e.GetInt32()).Should().Equal(1, 8, 8);
        root.GetProperty("parameters").GetInt64().Should().Be(36 + 8 + 15);
        root.GetProperty("macs").GetInt64().Should().Be((9 * 4 * 64) + 12);
        root.GetProperty("flops").GetInt64().Should().Be(2 * ((9 * 4 * 64) + 12));
        root.GetProperty("peakActivationBytes").GetInt64().Should().Be(4 * (64 + 256));
        root.GetProperty("layers")[2].GetRawText().Should().Be(
            """{"index":2,"type":"fullyConnected","output":[3],"parameters":15,"macs":12}""");
    }

    [Fact]
    public void The_file_size_of_a_spec_is_that_of_the_file_it_becomes()
    {
        ModelSpec spec = ModelSpec.FromJson(TinySpec);
        string path = Path.Combine(_folder, "tiny.safetensors");
        new ModelFile(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(w.Name, WeightTensor.FromFloats(w.Dimensions, new float[w.Elements]))))).Write(path);

        long real = new FileInfo(path).Length;
        FileBytes("--spec", Write(TinySpec)).Should().Be(real);
        FileBytes("--model", path).Should().Be(real);

        static long FileBytes(string option, string path) =>
            JsonDocument.Parse(Tool.Run("summary", option, path, "--json").Output).RootElement.GetProperty("fileBytes").GetInt64();
    }

    [Fact]
    public void Classes_and_input_change_what_is_counted()
    {
        using JsonDocument json = JsonDocument.Parse(Tool.Run("summary", "--preset", "efficientnet-b0", "--classes", "10", "--input", "1x64x96", "--json").Output);

        json.RootElement.GetProperty("input").EnumerateArray().Select(e => e.GetInt32()).Should().Equal(1, 64, 96);
        json.RootElement.GetProperty("layers").EnumerateArray().Last().GetProperty("output")[0].GetInt32().Should().Be(10);
        json.RootElement.GetProperty("parameters").GetInt64().Should().Be(5_288_548 - (990 * 1281) - (2 * 32 * 9));
    }

    [Fact]
    public void A_width_makes_a_preset_narrower()
    {
        using JsonDocument json = JsonDocument.Parse(Tool.Run("summary", "--preset", "mobilenet-v1", "--width", "0.25", "--json").Output);

        json.RootElement.GetProperty("name").GetString().Should().Be("mobilenet-v1-w0.25");
        json.RootElement.GetProperty("parameters").GetInt64().Should().Be(470_072);
    }

    [Fact]
    public void Text_compares_with_VGG16() =>
        Tool.Run("summary", "--preset", "efficientnet-b0").Output.Should().Contain("26.2 x fewer parameters than VGG16 (138,357,544)");

    [Theory]
    [InlineData("text", "ds-pico, input 1 x 28 x 28")]
    [InlineData("markdown", "| 0 | dsBlock | 16 x 28 x 28 |")]
    [InlineData("html", "<section")]
    [InlineData("svg", "<svg")]
    public void Each_format_is_drawn(string format, string content)
    {
        (int exitCode, string output, _) = Tool.Run("summary", "--preset", "ds-pico", "--format", format);
        exitCode.Should().Be(0);
        output.Should().Contain(content);
    }

    [Theory]
    [InlineData("summary --preset ds-pico --format pdf", "--format: expected text, markdown, html, svg or json. Received: pdf.")]
    [InlineData("summary", "Choose the network with one of --preset (such as ds-nano), --spec or --model. Received: none.")]
    [InlineData("summary --preset vgg16 --spec x.json", "Choose the network with one of --preset (such as ds-nano), --spec or --model. Received: 2.")]
    [InlineData("summary --preset vgg17", "--preset: expected ds-pico, *or vgg16. Received: vgg17. Did you mean vgg16?")]
    [InlineData("summary --preset vgg16 --input 224x224", "--input: expected channels, height and width, such as 3x224x224. Received: 224x224.")]
    [InlineData("summary --preset vgg16 --input 3x-1x8", "--input: expected channels*")]
    [InlineData("summary --preset vgg16 --classes many", "--classes: expected a whole number above 0. Received: many.")]
    [InlineData("summary --preset vgg16 --classes 0", "--classes: expected a whole number above 0. Received: 0.")]
    [InlineData("summary --preset vgg16 --width 0.5", "--width: vgg16 is not described by a table, so its width is fixed.")]
    [InlineData("summary --preset mobilenet-v1 --width 0", "--width: expected a number above 0. Received: 0.")]
    [InlineData("summary --spec x.json --width 0.5", "--width requires --preset, whose channels it multiplies.")]
    [InlineData("summary --preset vgg16 --bogus", "dscnn summary has no option --bogus.*")]
    [InlineData("summary --preset vgg16 more", "*'more'*")]
    [InlineData("nonsense", "*")]
    public void Wrong_usage_exits_2_with_one_line(string commandLine, string message)
    {
        (int exitCode, string output, string error) = Tool.Run(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        exitCode.Should().Be(2);
        output.Should().BeEmpty();
        error.Should().Match("dscnn: " + message + "\n").And.Subject.Count(c => c == '\n').Should().Be(1);
    }

    [Theory]
    [InlineData("summary --spec missing.json", "*missing.json*")]
    [InlineData("summary --model missing.safetensors", "*missing.safetensors*")]
    [InlineData("summary --preset vgg16 --input 3x8x8", "layers[[]13] (maxPool): the map it gets is 1 x 1*")]
    public void Work_that_fails_exits_1_with_one_line(string commandLine, string message)
    {
        (int exitCode, string output, string error) = Tool.Run(commandLine.Split(' '));

        exitCode.Should().Be(1);
        output.Should().BeEmpty();
        error.Trim().Should().Match("dscnn: " + message.Replace("[[]", "["));
        error.Count(c => c == '\n').Should().Be(1);
    }

    [Fact]
    public void A_broken_spec_names_the_file_and_the_place() =>
        Tool.Run("summary", "--spec", Write(TinySpec.Replace("\"filters\": 4", "\"filters\": 0"))).Error
            .Should().EndWith("spec.json: layers[0].filters: Filters must be a whole number from 1 to 1048576. Received: 0.\n");

    private string Write(string spec)
    {
        string path = Path.Combine(_folder, "spec.json");
        File.WriteAllText(path, spec);
        return path;
    }

    /// <summary>What only the engine cannot do takes nothing away from the costs.</summary>
    [Fact]
    public void A_network_that_is_too_large_for_the_engine_is_summarized_all_the_same()
    {
        (int exitCode, string output, string error) = Tool.Run("summary", "--preset", "ds-b0", "--input", "3x6000x6000");
        (exitCode, error).Should().Be((0, ""));
        output.Should().Contain("parameters").And.EndWith("too large for the managed engine\n");
        JsonDocument.Parse(Tool.Run("summary", "--preset", "ds-b0", "--input", "3x6000x6000", "--json").Output).RootElement.GetProperty("arenaBytes").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public void The_last_line_says_what_the_managed_engine_takes() =>
        Tool.Run("summary", "--preset", "ds-pico").Output.Should().MatchRegex(@"\nin the managed engine here \([a-z0-9-]+\): an arena of [\d.]+ kB for an image, and [\d.]+ kB for each thread\n$");
}
