using System.Text.Json;

namespace DsCnn.Cli.Tests;

public sealed class PredictCommandTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public PredictCommandTests()
    {
        Save(channels: 1);
        Pictures.DrawOne(Across, across: true, seed: 1);
        Pictures.DrawOne(Down, across: false, seed: 2);
    }

    private string Model => _pictures.PathOf("model.safetensors");

    private string Across => _pictures.PathOf("across.png");

    private string Down => _pictures.PathOf("down.png");

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Json_lists_files_and_their_classes_by_probability()
    {
        (int exitCode, string output, string error) = Tool.Run("predict", "--model", Model, Across, Down, "--json");

        (exitCode, error).Should().Be((0, ""));
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.EnumerateArray().Select(answer => answer.EnumerateObject().Select(p => p.Name)).Should().AllSatisfy(names => names.Should().Equal("file", "predictions"));
        json.EnumerateArray().Select(answer => answer.GetProperty("file").GetString()).Should().Equal(Across, Down);
        json.EnumerateArray().Select(Labels).Should().BeEquivalentTo(new[] { new[] { "across", "down" }, ["down", "across"] }, o => o.WithStrictOrdering());
        json[0].GetProperty("predictions").EnumerateArray().Sum(p => p.GetProperty("probability").GetDouble()).Should().BeApproximately(1, 1e-6);

        static string[] Labels(JsonElement answer) => [.. answer.GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("label").GetString()!)];
    }

    [Fact]
    public void Explanations_are_drawings_by_the_pictures_names()
    {
        string other = _pictures.PathOf("more", "across.png");
        Pictures.DrawOne(other, across: false, seed: 5);
        string folder = _pictures.PathOf("why", "here");

        (int exitCode, string output, string error) = Tool.Run("predict", "--model", Model, "--explain", folder, "--json", Across, Down, other);

        (exitCode, error).Should().Be((0, ""));
        string[] files = [.. JsonDocument.Parse(output).RootElement.EnumerateArray().Select(answer => answer.GetProperty("explanation").GetString()!)];
        files.Should().Equal(Path.Combine(folder, "across.map.png"), Path.Combine(folder, "down.map.png"), Path.Combine(folder, "across-2.map.png"));
        Directory.GetFiles(folder).Should().BeEquivalentTo(files);
        using var drawing = SkiaSharp.SKBitmap.Decode(files[0]);
        (drawing.Width, drawing.Height).Should().Be((224, 224));
        drawing.Pixels.Should().Contain(p => p.Red > p.Blue + 50, "what speaks for stripes is colored");
    }

    [Fact]
    public void Text_names_the_drawing_below_the_classes()
    {
        string folder = _pictures.PathOf("why");

        Tool.Run("predict", "--model", Model, "--top", "1", "--explain", folder, Across).Output.Should().EndWith($"  across\n          {Path.Combine(folder, "across.map.png")}\n");
        Tool.Run("predict", "--model", Model, "--explain", Down, Across).Error.Should().Be($"dscnn: --explain: {Down} is a file, not a folder.\n");
    }

    [Fact]
    public void ONNX_files_cannot_be_explained()
    {
        string onnx = _pictures.PathOf("model.onnx");
        Tool.Run("export", Model, onnx).ExitCode.Should().Be(0);

        (int exitCode, string output, string error) = Tool.Run("predict", "--model", onnx, "--explain", _pictures.PathOf("why"), Across);

        (exitCode, output).Should().Be((1, ""));
        error.Should().Be("dscnn: --explain: stripes is an ONNX file, and outputs alone cannot explain a prediction. Use a model file (.safetensors).\n");
        Directory.Exists(_pictures.PathOf("why")).Should().BeFalse();
    }

    [Fact]
    public void Outputs_of_ONNX_Runtime_cannot_be_explained_either()
    {
        (int exitCode, string output, string error) = Tool.Run("predict", "--model", Model, "--engine", "onnx", "--explain", _pictures.PathOf("why"), Across);

        (exitCode, output).Should().Be((1, ""));
        error.Should().Be(
            "dscnn: --explain: stripes is run by --engine onnx, and outputs alone cannot explain a prediction. Omit --engine.\n");
    }

    [Fact]
    public void Engines_give_the_same_answers()
    {
        string[] command = ["predict", "--model", Model, Across, Down, "--json", "--engine"];
        double[] expected = Probabilities("torch");

        foreach (string engine in new[] { "onnx", "managed" })
            Probabilities(engine).Should().Equal(expected, (actual, other) => Math.Abs(actual - other) < 1e-5);

        double[] Probabilities(string engine) => [.. JsonDocument.Parse(Tool.Run([.. command, engine]).Output).RootElement.EnumerateArray()
            .SelectMany(answer => answer.GetProperty("predictions").EnumerateArray()).Select(p => p.GetProperty("probability").GetDouble())];
    }

    [Fact]
    public void Top_names_as_many_classes()
    {
        (int exitCode, string output, _) = Tool.Run("predict", "--model", Model, "--top", "1", Across);

        exitCode.Should().Be(0);
        output.Should().MatchRegex(@"^\S+across\.png\n  [01]\.\d{4}  across\n$");
    }

    [Theory]
    [InlineData(1, true, 8)]
    [InlineData(3, false, 8)]
    [InlineData(3, true, 8)]
    public void Pictures_become_gray_or_colored_as_the_network_wants(int channels, bool color, int size)
    {
        Save(channels);
        Pictures.DrawOne(Across, across: true, seed: 3, size, color);

        Tool.Run("predict", "--model", Model, "--top", "1", Across).Output.Should().EndWith("across\n");
    }

    [Fact]
    public void Larger_pictures_are_scaled_and_cut() =>
        Tool.Run("predict", "--model", Model, "--json", Drawn(size: 50)).ExitCode.Should().Be(0);

    [Fact]
    public void An_unreadable_file_is_named_and_the_others_are_done()
    {
        string broken = _pictures.PathOf("broken.png");
        File.WriteAllText(broken, "");

        (int exitCode, string output, string error) = Tool.Run("predict", "--model", Model, "--json", broken, Across, _pictures.PathOf("missing.png"));

        exitCode.Should().Be(1);
        JsonDocument.Parse(output).RootElement.EnumerateArray().Should().ContainSingle().Which.GetProperty("file").GetString().Should().Be(Across);
        string missing = _pictures.PathOf("missing.png");
        error.Should().Be(
            $"dscnn: {broken} cannot be decoded: the file is empty, or a pipe, a socket or a device.\n" +
            $"dscnn: {missing} cannot be read: there is no such file.\n" +
            "dscnn: no prediction for 2 of 3 images.\n");
    }

    [Fact]
    public void A_pattern_without_pictures_is_named_and_the_others_are_done()
    {
        (int exitCode, string output, string error) = Tool.Run("predict", "--model", Model, "--top", "1", _pictures.PathOf("nothing/*.png"), Across);

        exitCode.Should().Be(1);
        output.Should().EndWith("across\n");
        error.Should().Be($"dscnn: {_pictures.PathOf("nothing/*.png")}: no images found.\n");
    }

    [Fact]
    public void Folders_and_patterns_are_all_their_pictures_in_natural_order()
    {
        string folder = _pictures.PathOf("photos");
        foreach (string name in (string[])["10.png", "9.png", "more/1.png"])
            Pictures.DrawOne(Path.Combine(folder, name), across: true, seed: 4);
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "no picture");

        Files(folder).Should().Equal("9.png", "10.png", "more/1.png");
        Files(Path.Combine(folder, "*.png")).Should().Equal("9.png", "10.png");
        Files(Path.Combine(folder, "**", "1*.png")).Should().Equal("10.png", "more/1.png");
        Tool.Run("predict", "--model", Model, Path.Combine(folder, "*.gif")).Should().Be((1, "", $"dscnn: {Path.Combine(folder, "*.gif")}: no images found.\n"));

        string[] Files(string images) => [.. JsonDocument.Parse(Tool.Run("predict", "--model", Model, "--json", images).Output).RootElement.EnumerateArray()
            .Select(answer => Path.GetRelativePath(folder, answer.GetProperty("file").GetString()!))];
    }

    [Fact]
    public void A_network_without_labels_counts_its_classes()
    {
        using (var model = new DsCnnModel(ModelSpec.FromJson(Pictures.TinySpec)))
            model.Save(Model);
        Tool.Run("predict", "--model", Model, Across).Output.Should().Contain("class 0\n").And.Contain("class 1\n");
    }

    [Fact]
    public void Labels_cannot_play_tricks_with_the_terminal()
    {
        using (DsCnnModel model = StripeDetector.Create(["across", "do\u001b[31mwn\n"]))
            model.Save(Model);
        Tool.Run("predict", "--model", Model, Down).Output.Should().Contain("do [31mwn").And.NotContain("\u001b");
    }

    [Theory]
    [InlineData("--model MODEL", "Required argument 'IMAGE' missing for command: 'predict'.")]
    [InlineData("IMAGE", "Option '--model' is required.")]
    [InlineData("--model MODEL IMAGE --bogus", "dscnn predict has no option --bogus. `dscnn help predict` lists them.")]
    [InlineData("--model MODEL --bogus IMAGE", "dscnn predict has no option --bogus. `dscnn help predict` lists them.")]
    [InlineData("--model MODEL IMAGE --top 0", "--top: expected a whole number above 0. Received: 0.")]
    public void Wrong_usage_exits_2_with_one_line(string options, string message)
    {
        (int exitCode, string output, string error) = Tool.Run(["predict", .. options.Split(' ').Select(o => o.Replace("MODEL", Model).Replace("IMAGE", Across))]);

        (exitCode, output).Should().Be((2, ""));
        error.Should().Be($"dscnn: {message}\n");
    }

    private string Drawn(int size)
    {
        Pictures.DrawOne(Across, across: true, seed: 4, size);
        return Across;
    }

    private void Save(int channels)
    {
        using DsCnnModel model = StripeDetector.Create(["across", "down"], channels: channels);
        model.Save(Model);
    }
}
