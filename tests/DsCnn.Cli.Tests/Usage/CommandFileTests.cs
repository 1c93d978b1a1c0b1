using System.Text.Json;

namespace DsCnn.Cli.Tests;

public sealed class CommandFileTests : IDisposable
{
    private readonly Pictures _pictures = new();

    private string Config => _pictures.PathOf("config.json");

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void A_run_can_be_repeated_from_what_it_wrote_down()
    {
        string data = _pictures.Draw("data", train: 10);
        string first = _pictures.PathOf("first");
        Tool.Run(
            "train", "--data", data, "--spec", _pictures.Spec, "--epochs", "2", "--batch-size", "4", "--lr", "2e-3", "--seed", "3", "--augment", "none", "--threads", "1", "-o", first)
            .ExitCode.Should().Be(0);

        string written = Path.Combine(first, "run.json");
        JsonElement file = JsonDocument.Parse(File.ReadAllText(written)).RootElement;
        file.GetProperty("command").GetString().Should().Be("train");
        JsonElement options = file.GetProperty("options");
        options.GetProperty("data").GetString().Should().Be(data);
        options.GetProperty("epochs").GetInt32().Should().Be(2);
        options.GetProperty("lr").GetDouble().Should().Be(0.002);
        options.EnumerateObject().Select(o => o.Name).Should().BeEquivalentTo("data", "spec", "epochs", "batch-size", "lr", "seed", "augment", "threads", "output");

        string second = _pictures.PathOf("second");
        Tool.Run("train", "--config", written, "--output", second).Should().Match<(int ExitCode, string, string Error)>(run => run.ExitCode == 0 && run.Error == "");
        File.ReadAllBytes(Path.Combine(second, "model.safetensors")).Should().Equal(File.ReadAllBytes(Path.Combine(first, "model.safetensors")));
    }

    [Fact]
    public void The_command_line_goes_before_the_file()
    {
        File.WriteAllText(Config, """{ "command": "summary", "options": { "preset": "vgg16", "classes": 10, "format": "json" } }""");
        Name(Tool.Run("summary", "--config", Config).Output).Should().Be("vgg16");
        Name(Tool.Run("summary", "--config", Config, "--preset", "ds-pico").Output).Should().Be("ds-pico");
        Name(Tool.Run("summary", "--config", Config, "--spec", _pictures.Spec).Output).Should().Be("tiny", "one network takes the place of another, however it is named");
        Tool.Run("summary", "--format", "text", "--config", Config).Output.Should().Contain("vgg16").And.NotStartWith("{");

        static string? Name(string json) => JsonDocument.Parse(json).RootElement.GetProperty("name").GetString();
    }

    [Fact]
    public void Arguments_come_from_the_file_where_the_command_line_has_none()
    {
        File.WriteAllText(Config, """{ "arguments": ["-no.onnx"], "options": { "batch": [1, 2], "engine": "onnx" } }""");
        CommandLine.Parse(["benchmark", "--config", Config], out IReadOnlyList<string> wrong).GetValue<string>("MODEL").Should().Be("-no.onnx");
        wrong.Should().BeEmpty();
        var parsed = CommandLine.Parse(["benchmark", "yes.onnx", "--config", Config], out _);
        parsed.GetValue<string>("MODEL").Should().Be("yes.onnx");
        parsed.GetValue<int[]>("--batch").Should().Equal(1, 2);
    }

    [Theory]
    [InlineData("[]", "the file: expected an object. Received: [].")]
    [InlineData("{", "expected JSON. *")]
    [InlineData("""{ "options": { "epochs": 1, "epochs": 2 } }""", "expected JSON. *epochs*")]
    [InlineData("""{ "option": {} }""", "option: expected tool, command, arguments or options.")]
    [InlineData("""{ "command": "evaluate" }""", "command: expected train. Received: evaluate.")]
    [InlineData("""{ "command": 1 }""", "command: expected a non-empty string. Received: 1.")]
    [InlineData("""{ "options": { "epoch": 1 } }""", "options.epoch: dscnn train has no such option. Did you mean epochs?")]
    [InlineData("""{ "options": { "config": "x" } }""", "options.config: dscnn train has no such option.*")]
    [InlineData("""{ "options": { "epochs": "20" } }""", "options.epochs: expected a number, without quotes. Received: 20.")]
    [InlineData("""{ "options": { "epochs": [1] } }""", "options.epochs: expected a number. Received: [1].")]
    [InlineData("""{ "options": { "epochs": { "a": { "b": 1 } } } }""", "expected JSON. *depth*")]
    [InlineData("""{ "options": { "data": 5 } }""", "options.data: expected a non-empty string. Received: 5.")]
    [InlineData("""{ "options": { "data": "" } }""", "options.data: expected a non-empty string. Received: \"\".")]
    [InlineData("""{ "options": { "data": "\ud800" } }""", "options.data: expected a string of valid Unicode.*")]
    [InlineData("""{ "options": { "resume": "yes" } }""", "options.resume: expected true or false. Received: \"yes\".")]
    [InlineData("""{ "arguments": "x" }""", "arguments: expected a list of strings. Received: \"x\".")]
    [InlineData("""{ "options": { "data": "x", "preset": "ds-pico", "epochs": 1.5 } }""", "--epochs: expected a whole number above 0. Received: 1.5.")]
    [InlineData("""{ "options": { "data": "x", "preset": "--epochs" } }""", "options.preset: expected a value, not another option. Received: --epochs.")]
    public void What_makes_no_sense_is_refused_with_its_place(string json, string message)
    {
        File.WriteAllText(Config, json);

        (int exitCode, string output, string error) = Tool.Run("train", "--config", Config);

        (exitCode, output).Should().Be((2, ""));
        error.Should().Match($"dscnn: {Config}: {message}\n");
        error.Count(c => c == '\n').Should().Be(1);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        File.WriteAllText(Config, """{ "options": { "epochs": 1.5, "lr": "0,1", "foo": 1, "Batch-size": 3 } }""");

        (int exitCode, _, string error) = Tool.Run("train", "--config", Config);

        exitCode.Should().Be(2);
        error.Should().Be(
            $"dscnn: {Config}: options.lr: expected a number, without quotes. Received: 0,1 (write 0.1).\n" +
            $"dscnn: {Config}: options.foo: dscnn train has no such option.\n" +
            $"dscnn: {Config}: options.Batch-size: dscnn train has no such option. Did you mean batch-size?\n" +
            $"dscnn: {Config}: --epochs: expected a whole number above 0. Received: 1.5.\n");
    }

    [Fact]
    public void Files_that_are_none_or_too_large_are_refused()
    {
        Tool.Run("train", "--config", Config).Should().Match<(int ExitCode, string, string Error)>(run => run.ExitCode == 1 && run.Error.StartsWith("dscnn: "));
        File.WriteAllText(Config, new string(' ', 2 << 20));
        Tool.Run("train", "--config", Config).Error.Should().Contain("expected at most 1048576 bytes");
        if (OperatingSystem.IsLinux())
            Tool.Run("train", "--config", "/dev/zero").ExitCode.Should().Be(1);
    }
}
