using System.Text.Json;

namespace DsCnn.Cli.Tests;

/// <summary>What <c>evaluate</c> and <c>predict</c> say of an ONNX file is what they say of the model file.</summary>
public sealed class OnnxFileTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public OnnxFileTests() => Save(StripeDetector.Create(["down", "across"]));

    private string Model => _pictures.PathOf("model.safetensors");

    private string Exported => _pictures.PathOf("model.ONNX");

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData("test", 7)]
    [InlineData("all", 17)]
    public void Evaluate_gives_the_same_figures(string split, int images)
    {
        string data = _pictures.Draw("data", train: 5, test: 3);
        Pictures.DrawOne(Path.Combine(data, "test", "across", "wrong.png"), across: false, seed: 77);

        JsonElement expected = Evaluate(Model), actual = Evaluate(Exported);
        actual.EnumerateObject().Select(p => p.Name).Should().Equal(expected.EnumerateObject().Select(p => p.Name));
        foreach (string exact in new[] { "accuracy", "top5Accuracy", "images", "split", "labels", "confusion" })
            actual.GetProperty(exact).GetRawText().Should().Be(expected.GetProperty(exact).GetRawText(), exact);
        actual.GetProperty("images").GetInt32().Should().Be(images);
        actual.GetProperty("loss").GetDouble().Should().BeApproximately(expected.GetProperty("loss").GetDouble(), 1e-6);

        JsonElement Evaluate(string model) => JsonDocument.Parse(
            Tool.Run("evaluate", "--model", model, "--data", data, "--split", split, "--batch-size", "4", "--threads", "1", "--json").Output).RootElement;
    }

    [Fact]
    public void Evaluate_counts_the_first_five_of_many_classes()
    {
        // Probabilities fall from class to class: the first five are always ahead.
        string[] labels = [.. Enumerable.Range(0, 8).Select(i => $"c{i}")];
        var spec = new ModelSpec(new InputSpec(1, 8, 8), [new FullyConnectedSpec { Units = 8 }, new SoftmaxSpec()]) { Name = "constant" };
        Save(DsCnnModel.From(new ModelFile(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(
            w.Name, WeightTensor.FromFloats(w.Dimensions, w.Dimensions.Count == 1 ? [7, 6, 5, 4, 3, 2, 1, 0] : new float[(int)w.Elements])))))
        {
            Labels = labels,
        }));
        foreach ((int i, string label) in labels.Index())
            Pictures.DrawOne(_pictures.PathOf("many", label, "1.png"), across: true, seed: i);

        JsonElement json = JsonDocument.Parse(Tool.Run("evaluate", "--model", Exported, "--data", _pictures.PathOf("many"), "--json").Output).RootElement;
        json.GetProperty("top5Accuracy").GetDouble().Should().Be(5.0 / 8);
        json.GetProperty("accuracy").GetDouble().Should().Be(1.0 / 8);
        double logSum = Math.Log(Enumerable.Range(0, 8).Sum(i => Math.Exp(i)));
        json.GetProperty("loss").GetDouble().Should().BeApproximately(logSum - 3.5, 1e-6);
    }

    [Fact]
    public void Predict_gives_the_same_probabilities()
    {
        string picture = _pictures.PathOf("across.png"), large = _pictures.PathOf("large.png");
        Pictures.DrawOne(picture, across: true, seed: 1);
        Pictures.DrawOne(large, across: false, seed: 2, size: 50, color: true);

        JsonElement expected = Predict(Model), actual = Predict(Exported);
        foreach ((JsonElement one, JsonElement other) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
        {
            other.GetProperty("file").GetString().Should().Be(one.GetProperty("file").GetString());
            Labels(other).Should().Equal(Labels(one));
            Probability(other).Should().BeApproximately(Probability(one), 1e-6);
        }

        JsonElement Predict(string model) => JsonDocument.Parse(Tool.Run("predict", "--model", model, picture, large, "--json").Output).RootElement;
        static IEnumerable<string> Labels(JsonElement answer) => answer.GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("label").GetString()!);
        static double Probability(JsonElement answer) => answer.GetProperty("predictions")[0].GetProperty("probability").GetDouble();
    }

    [Fact]
    public void Classes_without_names_are_the_folders_in_order()
    {
        DsCnnModel model = StripeDetector.Create(["across", "down"]);
        model.Labels = null;
        Save(model);
        string data = _pictures.Draw("data", train: 3);

        JsonElement json = JsonDocument.Parse(Tool.Run("evaluate", "--model", Exported, "--data", data, "--json").Output).RootElement;
        json.GetProperty("accuracy").GetDouble().Should().Be(1);
        json.GetProperty("labels").GetRawText().Should().Be("""["across","down"]""");
        Tool.Run("predict", "--model", Exported, Path.Combine(data, "train", "down", "000.png")).Output.Should().Contain("  class 1\n");
    }

    [Fact]
    public void Pictures_that_cannot_be_read_are_named()
    {
        string broken = _pictures.PathOf("broken.png"), missing = _pictures.PathOf("missing.png");
        File.WriteAllText(broken, "no picture");

        (int exitCode, string output, string error) = Tool.Run("predict", "--model", Exported, broken, missing, "--json");
        (exitCode, output).Should().Be((1, "[]\n"));
        error.Split('\n').Should().HaveCount(4).And.Contain("dscnn: no prediction for 2 of 2 images.");
        error.Should().Contain(broken).And.Contain(missing);
    }

    [Theory]
    [InlineData("evaluate --model ONNX --data OTHER", "*contains the folder third, which is none of the 2 classes: down, across.")]
    [InlineData("evaluate --model BROKEN --data DATA", "*broken.onnx: *")]
    [InlineData("evaluate --model missing.onnx --data DATA", "*missing.onnx*")]
    [InlineData("predict --model BROKEN picture.png", "*broken.onnx: *")]
    public void Refusals_are_one_line(string command, string message)
    {
        _pictures.Draw("data", train: 1);
        _pictures.Draw("other", train: 1);
        Pictures.DrawOne(_pictures.PathOf("other", "train", "third", "1.png"), across: true, seed: 1);
        File.WriteAllBytes(_pictures.PathOf("broken.onnx"), File.ReadAllBytes(Exported)[..200]);
        command = command.Replace("ONNX", Exported).Replace("BROKEN", _pictures.PathOf("broken.onnx")).Replace("DATA", _pictures.PathOf("data")).Replace("OTHER", _pictures.PathOf("other"));

        (int exitCode, string output, string error) = Tool.Run(command.Split(' '));
        (exitCode, output).Should().Be((1, ""));
        error.TrimEnd('\n').Should().Match("dscnn: " + message).And.NotContain("\n");
    }

    [Fact]
    public void More_classes_of_images_than_of_the_network_are_refused()
    {
        DsCnnModel model = StripeDetector.Create(["across", "down"]);
        model.Labels = null;
        Save(model);
        string data = _pictures.Draw("data", train: 1);
        Pictures.DrawOne(Path.Combine(data, "train", "third", "1.png"), across: true, seed: 1);

        Tool.Run("evaluate", "--model", Exported, "--data", data).Should().Be(
            (1, "", "dscnn: stripes distinguishes 2 classes. Received images of 3 classes.\n"));
    }

    private void Save(DsCnnModel model)
    {
        using (model)
        {
            model.Save(Model);
            OnnxExporter.Export(model, Exported);
        }
    }
}
