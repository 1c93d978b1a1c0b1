using System.Text.Json;
using System.Xml.Linq;

namespace DsCnn.Cli.Tests;

public sealed class CompressCommandTests : IDisposable
{
    private static readonly Lazy<byte[]> _trained = new(Train);

    private readonly Pictures _pictures = new();

    public CompressCommandTests() => File.WriteAllBytes(Model, _trained.Value);

    private string Model => _pictures.PathOf("model.safetensors");

    private string Smaller => _pictures.PathOf("small.safetensors");

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Half_the_parameters_are_what_the_file_holds_and_the_report_says()
    {
        string data = _pictures.Draw("data", train: 20, test: 5);
        string report = _pictures.PathOf("report.md"), chart = _pictures.PathOf("chart.svg");

        (int exitCode, string output, string error) = Tool.RunAsItIs(
            CancellationToken.None, "compress", Model, Smaller, "--data", data, "--max-parameters", "50%", "--steps", "2", "--epochs", "2", "--threads", "1", "--report", report, "--chart", chart);

        exitCode.Should().Be(0);
        error.Should().Contain("data has no validation images, so accuracy is measured on ").And.Contain(" held out now: the network may have learned from them")
            .And.Contain("step 1 of 2: at most ").And.Contain("step 2 of 2: at most ").And.Contain("\n      2/2 ");
        output.Should().StartWith("\ntiny, compressed").And.Contain("the target is met")
            .And.MatchRegex(@"Accuracy on 10 test images: [01]\.\d{4} before, [01]\.\d{4} after\.\n").And.EndWith($"{Smaller}: {new FileInfo(Smaller).Length:N0} bytes\n");
        TrainedNumbersIn(Smaller).Should().BeLessThanOrEqualTo(TrainedNumbersIn(Model) / 2);
        File.ReadAllText(report).Should().StartWith("## tiny, compressed").And.Contain($"| {TrainedNumbersIn(Smaller):N0} |");
        XDocument.Load(chart).Root!.Name.LocalName.Should().Be("svg");
        File.ReadAllText(_pictures.PathOf("small.run.json")).Should().Contain("\"command\": \"compress\"").And.Contain("\"max-parameters\": \"50%\"");
        Directory.Exists(Smaller + "-state").Should().BeFalse("there is nothing left to resume");
        Tool.Run("evaluate", "--model", Smaller, "--data", data, "--threads", "1").ExitCode.Should().Be(0);
    }

    [Fact]
    public void All_methods_together_end_in_an_ONNX_file_that_computes_with_integers()
    {
        string exported = _pictures.PathOf("small.onnx");

        (int exitCode, string output, string error) = Tool.Run(
            "compress", Model, exported, "--data", _pictures.Draw("data", train: 20), "--prune", "0.3", "--steps", "1", "--rank", "0.95", "--share", "6", "--int8", "--qat", "1",
            "--epochs", "1", "--criterion", "norm", "--threads", "1", "--json");

        (exitCode, error).Should().Be((0, ""));
        JsonElement steps = JsonDocument.Parse(output).RootElement.GetProperty("steps");
        steps.EnumerateArray().Select(step => step.GetProperty("method").GetString()).Should().Equal("lowRank", "pruning", "sharing", "quantization");
        steps.EnumerateArray().Should().OnlyContain(step => step.GetProperty("after").GetProperty("imagesPerSecond").GetDouble() > 0);
        JsonElement last = steps.EnumerateArray().Last().GetProperty("after");
        last.GetProperty("weightBytes").GetInt64().Should().BeLessThan(last.GetProperty("parameters").GetInt64() * 3);
        using var onnx = new Microsoft.ML.OnnxRuntime.InferenceSession(exported);
        onnx.OutputNames.Should().Equal("probabilities");
        File.ReadAllText(exported, System.Text.Encoding.Latin1).Should().Contain("QuantizeLinear");
    }

    [Theory]
    [InlineData(7, 63)]
    [InlineData(8, 127)]
    public void Weights_have_as_many_bits_as_are_asked_for(int bits, int largest)
    {
        Tool.Run("compress", Model, Smaller, "--data", _pictures.Draw("data", train: 20), "--int8", "--weight-bits", $"{bits}", "--epochs", "0", "--threads", "1").ExitCode.Should().Be(0);

        ModelFile model = ModelFile.Read(Smaller);
        model.Quantization!.Weights.Should().AllSatisfy(weight => LargestStep(model.Weights[weight.Name].ToFloats(), weight.Scales).Should().Be(largest));

        static int LargestStep(float[] numbers, IReadOnlyList<float> scales) =>
            numbers.Select((number, i) => (int)MathF.Round(MathF.Abs(number) / scales[i / (numbers.Length / scales.Count)])).Max();
    }

    [Fact]
    public void What_comes_out_fits_a_microcontroller()
    {
        (int exitCode, string output, string error) = Tool.Run(
            "compress", Model, Smaller, "--data", _pictures.Draw("data", train: 20), "--max-ram", "60%", "--max-flash", "12000", "--memory", "whole", "--multiple", "1", "--int8", "--steps", "1",
            "--epochs", "0", "--threads", "1");

        exitCode.Should().Be(0, error);
        MemoryPlan before = MemoryPlan.OfInt8(ModelFile.Read(Model).Spec, MemoryMode.Whole);
        ModelFile smaller = ModelFile.Read(Smaller);
        var after = MemoryPlan.Of(smaller.Spec, MemoryMode.Whole, smaller.Quantization);
        after.ArenaBytes.Should().BeLessThanOrEqualTo(before.ArenaBytes * 6 / 10);
        after.FlashBytes.Should().BeLessThanOrEqualTo(12_000);
        output.Should().Contain($"as int8 in C: {after.ArenaBytes:N0} bytes of RAM (whole)");
    }

    [Fact]
    public void A_target_that_is_missed_exits_1_and_keeps_what_was_reached()
    {
        (int exitCode, string output, string error) = Tool.Run(
            "compress", Model, Smaller, "--data", _pictures.Draw("data", train: 20), "--max-parameters", "60%", "--steps", "1", "--epochs", "0", "--min-accuracy", "1", "--threads", "1",
            "--max-ms", "0.0000001", "--json");

        exitCode.Should().Be(1);
        output.Should().BeEmpty();
        error.Should().StartWith("dscnn: tiny cannot become small enough by losing channels");
        File.Exists(Smaller).Should().BeFalse();

        (exitCode, output, error) = Tool.Run(
            "compress", Model, Smaller, "--data", _pictures.PathOf("data"), "--max-parameters", "35%", "--steps", "1", "--epochs", "0", "--min-accuracy", "1", "--threads", "1", "--json", "--overwrite");

        JsonElement report = JsonDocument.Parse(output).RootElement;
        double accuracy = report.GetProperty("compressed").GetProperty("accuracy").GetDouble();
        (exitCode == 0).Should().Be(accuracy == 1);
        if (accuracy < 1)
            error.Should().Be($"dscnn: the target is missed: an accuracy of {accuracy:0.0000} where 1.0000 is demanded. {Smaller} holds the closest result.\n");
        File.Exists(Smaller).Should().BeTrue();
    }

    [Fact]
    public async Task A_stopped_compression_goes_on_and_ends_with_the_same_bits()
    {
        string data = _pictures.Draw("data", train: 20);
        string[] Command(string target, params string[] more) =>
        [
            "compress", Model, target, "--data", data, "--max-parameters", "40%", "--steps", "2", "--epochs", "40", "--batch-size", "4", "--threads", "1", "--json", .. more,
        ];
        string whole = _pictures.PathOf("whole.safetensors"), state = Smaller + "-state";
        Tool.Run(Command(whole)).ExitCode.Should().Be(0);
        using var stop = new CancellationTokenSource();
        Task watch = Task.Run(() =>
        {
            SpinWait.SpinUntil(() => File.Exists(Path.Combine(state, "step-1.safetensors")), TimeSpan.FromSeconds(60));
            stop.Cancel();
        });

        (int exitCode, _, string error) = Tool.Run(stop.Token, Command(Smaller));
        await watch;

        (exitCode, error).Should().Be((130, $"dscnn: stopped. The work so far is in {state}; the same command with --resume continues it.\n"));
        Tool.Run(Command(Smaller)).Should().Be((1, "",
            $"dscnn: {state} holds an unfinished compression. Continue it with --resume, replace it with --overwrite, or choose another folder with --state.\n"));
        Tool.Run(Command(Smaller, "--resume", "--steps", "3")).ExitCode.Should().Be(2, "an option is given twice");
        Tool.Run(["compress", Model, Smaller, "--data", data, "--max-parameters", "30%", "--resume", "--threads", "1"]).Error.Should()
            .StartWith($"dscnn: {state} cannot be resumed by another run: Target.MaxParameters is ").And.Contain("; PruningSteps is 2 there and 3 here; ")
            .And.EndWith(". Use what it was made with, or start over.\n");
        Tool.Run(Command(Smaller, "--resume")).ExitCode.Should().Be(0);
        File.ReadAllBytes(Smaller).Should().Equal(File.ReadAllBytes(whole));
    }

    [Fact]
    public void A_second_compression_in_the_folder_of_a_living_one_is_refused_and_touches_nothing()
    {
        string state = Smaller + "-state", data = _pictures.Draw("data", train: 20);
        using var living = RunLock.Take(Path.Combine(state, "state.json"));
        File.WriteAllText(Path.Combine(state, "state.json"), "{}");
        foreach (string[] more in new string[][] { [], ["--resume"], ["--overwrite"] })
        {
            (int exitCode, string output, string error) = Tool.Run(["compress", Model, Smaller, "--data", data, "--prune", "0.5", .. more]);
            (exitCode, output).Should().Be((1, ""));
            error.Should().StartWith($"dscnn: {state}/state.json is being written by another run (process {Environment.ProcessId}, ");
        }

        File.ReadAllText(Path.Combine(state, "state.json")).Should().Be("{}");
        File.Exists(Smaller).Should().BeFalse();
    }

    [Theory]
    [InlineData("--max-parameters 0", "--max-parameters: expected a whole number above 0, or a percentage of the current value, such as 25%. Received: 0.")]
    [InlineData("--max-parameters 120%", "--max-parameters: expected a whole number above 0, or a percentage of the current value, such as 25%. Received: 120%.")]
    [InlineData("--max-macs many", "--max-macs: expected a whole number above 0, or a percentage of the current value, such as 25%. Received: many.")]
    [InlineData("--prune 1", "--prune: expected a number above 0 and below 1. Received: 1.")]
    [InlineData("--prune 100%", "--prune: expected a number above 0 and below 1. Received: 100%.")]
    [InlineData("--rank 0", "--rank: expected a number above 0 and at most 1. Received: 0.")]
    [InlineData("--share 9", "--share: expected a whole number from 1 to 8. Received: 9.")]
    [InlineData("--int8 --qat 0", "--qat: expected a whole number above 0. Received: 0.")]
    [InlineData("--qat 1", "--qat requires --int8.")]
    [InlineData("--weight-bits 7", "--weight-bits requires --int8.")]
    [InlineData("--int8 --weight-bits 6", "--weight-bits: expected a whole number from 7 to 8. Received: 6.")]
    [InlineData("--max-ms -1", "--max-ms: expected a number above 0. Received: -1.")]
    [InlineData("--epochs -1", "--epochs: expected a whole number of at least 0. Received: -1.")]
    [InlineData("--criterion luck", "--criterion: expected taylor, scale, norm or gate. Received: luck.")]
    [InlineData("--chart x.gif", "--chart: expected a name that ends in .svg, .png. Received: x.gif.")]
    [InlineData("--report x", "--report: expected a name that ends in .txt, .md, .html, .json. Received: x.")]
    [InlineData("--resume --overwrite", "Either --resume or --overwrite. Received: both.")]
    public void Wrong_usage_exits_2_with_one_line(string options, string message) => Refused(Smaller, options, message).Should().Be(2);

    [Fact]
    public void Another_ending_exits_2() =>
        Refused(_pictures.PathOf("small.txt"), "--prune 0.5", "OUT: expected a name that ends in .safetensors or .onnx. Received: *small.txt.").Should().Be(2);

    [Theory]
    [InlineData("", "tiny already meets the target, or the target is empty: expected a limit below its cost, a Ratio of channels, LowRank, Sharing or Quantization.")]
    [InlineData("--max-parameters 10", "tiny cannot become small enough by losing channels of the kinds Hidden, SqueezeExcite: *")]
    [InlineData("--prune 0.5 --data EMPTY", "*empty*")]
    [InlineData("--prune 0.5 --data MISSING", "There is no folder *missing.*")]
    [InlineData("--prune 0.5 --validation-split 0.01", "40 images are too few to set aside a share of 0.01 of each class. Use more images, or change --validation-split (0 for none).")]
    [InlineData("--prune 0.5 --chart MISSING/x.svg", "*x.svg cannot be written: *")]
    [InlineData("--prune 0.5 --min-accuracy 0.9 --validation-split 0", "An accuracy limit needs validation images. Received: none.")]
    public void Work_that_fails_exits_1_and_leaves_nothing_behind(string options, string message)
    {
        Directory.CreateDirectory(_pictures.PathOf("empty"));
        string[] before = [.. Directory.EnumerateFileSystemEntries(_pictures.PathOf()).Order()];

        Refused(Smaller, options, message).Should().Be(1);

        Directory.EnumerateFileSystemEntries(_pictures.PathOf()).Where(entry => !entry.EndsWith("data", StringComparison.Ordinal)).Order().Should().Equal(before);
    }

    [Fact]
    public void Files_that_are_no_model_or_cannot_be_written_exit_1()
    {
        Refused(Path.Combine(_pictures.PathOf("nowhere"), "out.onnx"), "--prune 0.5", "*nowhere/out.onnx cannot be written: *").Should().Be(1);
        File.WriteAllText(Model, "no model");
        Refused(Smaller, "--prune 0.5", "*model.safetensors*").Should().Be(1);
    }

    private int Refused(string target, string options, string message)
    {
        string data = _pictures.PathOf("data");
        if (!Directory.Exists(data))
            _pictures.Draw("data", train: 20);
        string[] words = options.Replace("EMPTY", _pictures.PathOf("empty"), StringComparison.Ordinal).Replace("MISSING", _pictures.PathOf("missing"), StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] images = words.Contains("--data") ? [] : ["--data", data];

        (int exitCode, string output, string error) = Tool.Run(["compress", Model, target, .. images, .. words]);

        output.Should().BeEmpty();
        error.Should().Match($"dscnn: {message}\n");
        error.Count(c => c == '\n').Should().Be(1);
        return exitCode;
    }

    /// <summary>What the header of a safetensors file says, without our reader: 8 bytes of length, then JSON. Running statistics are not trained.</summary>
    private static long TrainedNumbersIn(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        using var header = JsonDocument.Parse(file.AsMemory(8, (int)BitConverter.ToInt64(file, 0)));
        return header.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__" && !p.Name.Contains("running_", StringComparison.Ordinal) && !p.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .Sum(p => p.Value.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, extent) => product * extent.GetInt64()));
    }

    private static byte[] Train()
    {
        using var pictures = new Pictures();
        string data = pictures.Draw("data", train: 20);
        ModelSpec spec = new ModelBuilder().Name("tiny").Input(channels: 1, height: 8, width: 8)
            .DsBlock(outChannels: 8, conv1Filters: 16).DsBlock(outChannels: 8, residual: true)
            .GlobalAveragePool().FullyConnected(2).Softmax().ToSpec();
        File.WriteAllText(pictures.Spec, spec.ToJson());
        Tool.Run("train", "--data", data, "--spec", pictures.Spec, "--epochs", "8", "--batch-size", "8", "--augment", "none", "--threads", "1", "--output", pictures.PathOf("run"), "--json")
            .ExitCode.Should().Be(0);
        return File.ReadAllBytes(pictures.PathOf("run", "model.safetensors"));
    }
}
