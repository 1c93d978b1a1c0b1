using System.Text.Json;

namespace DsCnn.Cli.Tests;

public sealed class BenchmarkCommandTests : IDisposable
{
    private static readonly string[] _members =
        ["engine", "batch", "threads", "medianMs", "minMs", "p95Ms", "imagesPerSecond", "calls", "loadMs", "firstMs"];

    private readonly Pictures _pictures = new();

    public BenchmarkCommandTests()
    {
        using DsCnnModel model = StripeDetector.Create(["down", "across"]);
        model.Save(Model);
        OnnxExporter.Export(model, Exported);
    }

    private string Model => _pictures.PathOf("model.safetensors");

    private string Exported => _pictures.PathOf("model.onnx");

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData("model.onnx", null, "onnx")]
    [InlineData("model.safetensors", null, "managed")]
    [InlineData("model.safetensors", "onnx", "onnx")]
    [InlineData("model.safetensors", "torch", "torch")]
    public void Json_of_one_run_holds_exactly_the_documented_members(string file, string? engine, string expected)
    {
        (int exitCode, string output, string error) = Tool.Run(
            ["benchmark", _pictures.PathOf(file), "--batch", "3", "--threads", "1", "--seconds", "0.02", "--json", .. engine is null ? [] : new[] { "--engine", engine }]);

        (exitCode, error).Should().Be((0, ""));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.EnumerateObject().Select(p => p.Name).Should().Equal(_members);
        json.GetProperty("engine").GetString().Should().Be(expected);
        (json.GetProperty("batch").GetInt32(), json.GetProperty("threads").GetInt32()).Should().Be((3, 1));
        double median = json.GetProperty("medianMs").GetDouble();
        median.Should().BeGreaterThanOrEqualTo(json.GetProperty("minMs").GetDouble()).And.BeLessThanOrEqualTo(json.GetProperty("p95Ms").GetDouble());
        json.GetProperty("calls").GetInt32().Should().BeGreaterThanOrEqualTo(15);
    }

    [Fact]
    public void Several_engines_and_batch_sizes_are_compared()
    {
        string[] command = ["benchmark", Model, "--engine", "onnx", "--engine", "torch", "--batch", "1", "--batch", "2", "--seconds", "0.01"];
        JsonElement json = JsonDocument.Parse(Tool.Run([.. command, "--json"]).Output).RootElement;
        json.GetProperty("runs").EnumerateArray().Select(run => (run.GetProperty("engine").GetString(), run.GetProperty("batch").GetInt32()))
            .Should().Equal(("onnx", 1), ("onnx", 2), ("torch", 1), ("torch", 2));

        string[] lines = Tool.Run(command).Output.Split('\n');
        lines[0].Should().StartWith("engine  batch  threads  median ms");
        lines[1].Should().StartWith("onnx ").And.HaveLength(lines[0].Length);
        lines.Should().HaveCount(6);
    }

    [Fact]
    public void Presets_have_random_weights() =>
        Tool.Run("benchmark", "ds-pico", "--seconds", "0.01").Output.Should().Contain("\nmanaged     1");

    [Fact]
    public void Quantiles_are_calls_that_were_timed()
    {
        using var times = new EngineTimes("steps", () => new Steps());
        times.Measure(TimeSpan.Zero, CancellationToken.None);
        times.Calls.Should().Be(3);
        times.MinMs.Should().BePositive();
        times.P95Ms.Should().BeGreaterThanOrEqualTo(times.MedianMs).And.BeGreaterThanOrEqualTo(20, "one of the three calls sleeps");
        times.MedianMs.Should().BeLessThan(times.P95Ms);
        times.ImagesPerSecond.Should().BeLessThan(3 * 1000 / 20.0);
    }

    [Fact]
    public void A_stop_ends_it()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Tool.Run(stopped.Token, "benchmark", Exported, "--seconds", "100").Should().Be((130, "", "dscnn: stopped.\n"));
    }

    [Theory]
    [InlineData("", 2, "Required argument 'MODEL' missing for command: 'benchmark'.")]
    [InlineData("ds-giant", 2, "MODEL: expected a file (.onnx, .safetensors) or one of ds-pico, *. Received: ds-giant.")]
    [InlineData("ONNX --engine torch", 2, "--engine torch: expected a model file or a preset. Received: model.onnx, which --engine onnx runs.")]
    [InlineData("ONNX --engine managed", 2, "--engine managed: expected a model file or a preset. Received: model.onnx, which --engine onnx runs.")]
    [InlineData("PRESET --engine managed --device cuda", 2, "--device cuda: --engine managed computes on the processor only.")]
    [InlineData("ONNX --engine tensorflow", 2, "--engine: expected managed, onnx or torch. Received: tensorflow.")]
    [InlineData("ONNX --batch 1 --batch x", 2, "--batch: expected a whole number above 0. Received: x.")]
    [InlineData("PRESET --engine torch --batch 40000000", 2, "--batch: expected at most * images of 1 x 28 x 28. Received: 40000000.")]
    [InlineData("ONNX --batch 40000000", 1, "BatchSize must be *. Received: 40000000.")]
    [InlineData("ONNX --seconds 0", 2, "--seconds: expected a number above 0. Received: 0.")]
    [InlineData("missing.onnx", 1, "*missing.onnx*")]
    [InlineData("missing.safetensors", 1, "*missing.safetensors*")]
    public void Refusals_are_one_line(string options, int code, string message)
    {
        (int exitCode, string output, string error) = Tool.Run(
            ["benchmark", .. options.Replace("ONNX", Exported).Replace("PRESET", "ds-pico").Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        (exitCode, output).Should().Be((code, ""));
        error.TrimEnd('\n').Should().Match("dscnn: " + message).And.NotContain("\n");
    }

    /// <summary>The calls to warm up take no time, and the last one does.</summary>
    private sealed class Steps : IBenchmarkedEngine
    {
        private int _calls;

        public int Batch => 1;

        public int Threads => 1;

        public void Run() => Thread.Sleep(++_calls == 5 ? 20 : 1);

        public void Dispose()
        {
        }
    }
}
