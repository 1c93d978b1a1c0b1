using System.Text.Json;
using DsCnn.Tests;

namespace DsCnn.Cli.Tests;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public EvaluateCommandTests()
    {
        using var model = StripeDetector.Create(["down", "across"]);
        model.Save(Model);
    }

    private string Model => _pictures.PathOf("model.safetensors");

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Json_holds_exactly_the_documented_members()
    {
        // One picture lies in the wrong folder: 3 + 3 pictures are known, 1 of 4 "across" is taken for "down".
        string data = _pictures.Draw("data", train: 5, test: 3);
        Pictures.DrawOne(Path.Combine(data, "test", "across", "wrong.png"), across: false, seed: 77);

        (int exitCode, string output, string error) = Tool.Run("evaluate", "--model", Model, "--data", data, "--json");

        (exitCode, error).Should().Be((0, ""));
        output.Count(c => c == '\n').Should().Be(1);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.EnumerateObject().Select(p => p.Name).Should().Equal(
            "accuracy", "top5Accuracy", "loss", "images", "seconds", "imagesPerSecond", "split", "labels", "confusion", "multiLabel");
        json.GetProperty("accuracy").GetDouble().Should().BeApproximately(6.0 / 7, 1e-12);
        json.GetProperty("images").GetInt32().Should().Be(7);
        json.GetProperty("split").GetString().Should().Be("test");
        json.GetProperty("labels").GetRawText().Should().Be("""["down","across"]""");
        json.GetProperty("confusion").GetRawText().Should().Be("[[3,0],[1,3]]");
    }

    [Theory]
    [InlineData("test", 6)]
    [InlineData("train", 10)]
    [InlineData("all", 16)]
    public void A_split_can_be_chosen(string split, int images)
    {
        JsonElement json = JsonDocument.Parse(
            Tool.Run("evaluate", "--model", Model, "--data", _pictures.Draw("data", train: 5, test: 3), "--split", split, "--json").Output).RootElement;

        json.GetProperty("images").GetInt32().Should().Be(images);
        json.GetProperty("accuracy").GetDouble().Should().Be(1);
    }

    [Fact]
    public void Pictures_of_other_splits_are_not_read()
    {
        string data = _pictures.Draw("data", train: 2, test: 2);
        File.WriteAllText(Path.Combine(data, "train", "across", "000.png"), "no picture");

        Tool.Run("evaluate", "--model", Model, "--data", data).ExitCode.Should().Be(0);
        Tool.Run("evaluate", "--model", Model, "--data", data, "--split", "all").Error.Should().Contain("000.png").And.EndWith("(--skip-unreadable)\n");
    }

    [Fact]
    public void Text_shows_the_figures_of_each_class()
    {
        (int exitCode, string output, string error) = Tool.Run("evaluate", "--model", Model, "--data", _pictures.Draw("data", train: 5));

        exitCode.Should().Be(0);
        error.Should().EndWith("data has no test or validation images, so the training images are used: a network that learned from them does better on them than on others.\n");
        output.Should().StartWith("Confusion of 10 images, accuracy 100.0 %\n").And.Contain("precision  recall").And.Contain("Accuracy 1.0000, loss ").And.Contain(" on 10 training images, ");
    }

    [Fact]
    public void A_network_that_gives_no_numbers_is_refused()
    {
        using (DsCnnModel model = StripeDetector.Create(["down", "across"], scale: float.NaN))
            model.Save(Model);
        string data = _pictures.Draw("data", train: 2);
        string picture = Path.Combine(data, "train", "across", "000.png");

        (int exitCode, string output, string error) = Tool.Run("evaluate", "--model", Model, "--data", data, "--json", "--engine", "torch");
        (int predicted, _, string reason) = Tool.Run("predict", "--model", Model, picture, "--engine", "torch");

        (exitCode, output, predicted).Should().Be((1, "", 1));
        error.Should().Match("dscnn: * outputs NaN or infinite values for some images: its weights are damaged.\n");
        reason.Should().Match($"dscnn: * outputs NaN or infinite values for {picture}: its weights are damaged.\n");
        Tool.Run("evaluate", "--model", Model, "--data", data, "--json").Error.Should().Match($"dscnn: The network outputs NaN for {Path.GetDirectoryName(Path.GetDirectoryName(picture))}*: its weights are damaged*\n");
        Tool.Run("predict", "--model", Model, picture).Error.Should().Match($"dscnn: The network outputs NaN for {picture}: its weights are damaged*\n");
    }

    [Fact]
    public void A_report_shows_the_mistakes_with_maps()
    {
        string data = _pictures.Draw("data", train: 5, test: 3);
        Pictures.DrawOne(Path.Combine(data, "test", "across", "wrong.png"), across: false, seed: 77);
        string file = _pictures.PathOf("report.html");

        (int exitCode, string output, string error) = Tool.Run("evaluate", "--model", Model, "--data", data, "--report", file);

        (exitCode, error).Should().Be((0, ""));
        output.Should().Contain("Accuracy 0.8571").And.EndWith($"Report: {file}\n");
        var page = new ShownPage(File.ReadAllText(file));
        page.ShouldBeInert();
        page.Facts["mistakes"].Should().Be("1");
        page.Facts["test images"].Should().Be("7");
        page.PicturesUnder("The most confident mistakes").Should().HaveCount(2, "the picture and what in it spoke for the wrong class");
        page.Elements("figcaption").Single().Value.Should().StartWith("across, classified as down at ").And.EndWith(Path.Combine("across", "wrong.png"));
    }

    [Fact]
    public void Of_an_ONNX_file_the_report_has_no_maps_and_says_so()
    {
        string onnx = _pictures.PathOf("model.onnx");
        Tool.Run("export", Model, onnx).ExitCode.Should().Be(0);
        string data = _pictures.Draw("data", train: 2);
        Pictures.DrawOne(Path.Combine(data, "train", "across", "wrong.png"), across: false, seed: 77);
        string file = _pictures.PathOf("report.html");

        (int exitCode, string output, string error) = Tool.Run("evaluate", "--model", onnx, "--data", data, "--report", file, "--json");

        exitCode.Should().Be(0);
        JsonDocument.Parse(output).RootElement.GetProperty("images").GetInt32().Should().Be(5);
        error.Should().Be($"dscnn: {file} contains no class activation maps: the network is an ONNX file, which provides outputs only. For maps, use a model file (.safetensors) in libtorch.\n");
        new ShownPage(File.ReadAllText(file)).PicturesUnder("The most confident mistakes").Should().ContainSingle();
    }

    [Theory]
    [InlineData("--model MODEL", 2, "Option '--data' is required.")]
    [InlineData("--data DATA", 2, "Option '--model' is required.")]
    [InlineData("--model MODEL --data DATA --split half", 2, "--split: expected test, validation, train or all. Received: half.")]
    [InlineData("--model MODEL --data DATA --bogus", 2, "dscnn evaluate has no option --bogus.*")]
    [InlineData("--model MODEL --data DATA --batch-size no", 2, "--batch-size: expected a whole number above 0. Received: no.")]
    [InlineData("--model MODEL --data DATA --split test", 1, "*data has no test images, only training images.")]
    [InlineData("--model missing.safetensors --data DATA", 1, "*missing.safetensors*")]
    [InlineData("--model DATA/train/across/000.png --data DATA", 1, "*000.png: expected a safetensors file*")]
    [InlineData("--model MODEL --data OTHER", 1, "*contains the folder third, which is none of the 2 classes: down, across.")]
    public void Refusals_are_one_line(string options, int code, string message)
    {
        _pictures.Draw("data", train: 2);
        _pictures.Draw("other", train: 1);
        Pictures.DrawOne(_pictures.PathOf("other", "train", "third", "1.png"), across: true, seed: 1);
        options = options.Replace("DATA", _pictures.PathOf("data")).Replace("OTHER", _pictures.PathOf("other")).Replace("MODEL", Model);

        (int exitCode, string output, string error) = Tool.Run(["evaluate", .. options.Split(' ')]);

        (exitCode, output).Should().Be((code, ""));
        error.Trim().Should().Match("dscnn: " + message).And.NotContain("\n");
    }
}
