using System.Text.Json;

namespace DsCnn.Cli.Tests;

/// <summary>What the tool says about folders that hold more than pictures.</summary>
public sealed class DataFolderCommandTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void What_is_left_out_is_said_in_one_line_and_the_output_folder_is_no_class()
    {
        string data = Path.Combine(_pictures.Draw("data", train: 8), "train");
        File.WriteAllText(Path.Combine(data, "across", "notes.TXT"), "");
        Pictures.DrawOne(Path.Combine(data, "stray.png"), across: true, seed: 1);
        string run = Path.Combine(data, "result");

        (int exitCode, string output, string error) = Train(data, run);
        (exitCode, error).Should().Be((0, "dscnn: left out 2 files: 1 .png outside the class folders, 1 .txt\n"));
        JsonDocument.Parse(output).RootElement.GetProperty("accuracyOn").GetString().Should().Be("validation");

        (exitCode, _, error) = Train(data, _pictures.PathOf("another"));
        exitCode.Should().Be(0);
        error.Should().StartWith("dscnn: left out ").And.Contain(" in result (a training run)").And.EndWith("1 .txt\n");
    }

    [Fact]
    public void The_limit_of_pixels_can_be_raised_and_lowered()
    {
        string data = _pictures.Draw("data", train: 8, size: 16);

        (int exitCode, _, string error) = Train(data, _pictures.PathOf("run"), "--max-pixels", "255");
        exitCode.Should().Be(1);
        error.Should().Contain("16 x 16 pixels exceed the limit of 255 per image; raise MaxPixels (--max-pixels)");
        Train(data, _pictures.PathOf("run"), "--max-pixels", "256").ExitCode.Should().Be(0);

        string picture = Path.Combine(data, "train", "across", "000.png");
        string[] predict = ["predict", "--model", _pictures.PathOf("run", "model.safetensors"), picture, "--max-pixels"];
        Tool.Run([.. predict, "255"]).ExitCode.Should().Be(1);
        Tool.Run([.. predict, "256"]).ExitCode.Should().Be(0);
    }

    private (int ExitCode, string Output, string Error) Train(string data, string run, params string[] more) =>
        Tool.Run(["train", "--data", data, "--spec", _pictures.Spec, "--epochs", "1", "--batch-size", "4", "--output", run, "--json", .. more]);
}
