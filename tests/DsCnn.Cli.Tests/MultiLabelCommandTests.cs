using System.Text.Json;
using SkiaSharp;

namespace DsCnn.Cli.Tests;

/// <summary>A CSV file of pictures with any number of labels, through every command.</summary>
public sealed class MultiLabelCommandTests : IDisposable
{
    private const string Spec = """
        { "name": "halves", "input": { "channels": 1, "height": 8, "width": 8 },
          "layers": [ { "type": "conv", "filters": 8, "stride": 2 }, { "type": "fullyConnected", "units": 2 }, { "type": "softmax" } ] }
        """;

    private readonly Pictures _pictures = new();

    private string Data => _pictures.PathOf("labels.csv");

    private string Model => _pictures.PathOf("run", "model.safetensors");

    public MultiLabelCommandTests()
    {
        File.WriteAllText(_pictures.Spec, Spec);
        var lines = new List<string> { "file,split,label,label" };
        for (int i = 0; i < 120; i++)
        {
            Draw(i, left: i % 2 == 0, top: i / 2 % 2 == 0);
            string[] labels = [.. new[] { i % 2 == 0 ? "left" : null, i / 2 % 2 == 0 ? "top" : null }.OfType<string>()];
            lines.Add($"{i}.png,{(i < 64 ? "train" : i < 92 ? "val" : "test")},{string.Join(',', labels)}");
        }

        File.WriteAllLines(Data, lines);
    }

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Every_command_takes_it()
    {
        JsonElement trained = Json("train", "--data", Data, "--spec", _pictures.Spec, "--epochs", "12", "--ema", "0", "--augment", "none", "--output", _pictures.PathOf("run"), "--threads", "1");
        trained.GetProperty("accuracyOn").GetString().Should().Be("test");
        trained.GetProperty("meanAveragePrecision").GetDouble().Should().BeGreaterThan(0.95);
        File.ReadLines(_pictures.PathOf("run", "history.csv")).First().Should().EndWith(",validation_map");
        ModelFile model = ModelFile.Read(Model);
        model.Spec.Head.Should().Be(Head.Sigmoid, "pictures have any number of labels");
        model.Labels.Should().Equal("left", "top");
        model.Thresholds.Should().HaveCount(2);

        string onnx = _pictures.PathOf("net.onnx"), bytes = _pictures.PathOf("bytes.onnx");
        Json("export", Model, onnx, "--verify").GetProperty("verification").GetProperty("agreement").GetDouble().Should().Be(1);
        JsonElement quantized = Json("export", Model, bytes, "--int8", "--calibration", Data, "--verify").GetProperty("quantization");
        quantized.GetProperty("agreement").GetDouble().Should().BeGreaterThan(0.95);
        quantized.GetProperty("floatAccuracy").GetDouble().Should().BeGreaterThan(0.95);
        JsonElement[] results = [.. new[] { Model, onnx, bytes }.Select(file => Json("evaluate", "--model", file, "--data", Data))];
        foreach (JsonElement result in results)
        {
            JsonElement labels = result.GetProperty("multiLabel");
            labels.GetProperty("perLabel").EnumerateArray().Select(label => label.GetProperty("threshold").GetDouble()).Should().Equal(model.Thresholds);
            labels.GetProperty("meanAveragePrecision").GetDouble().Should().BeGreaterThan(0.95);
            labels.GetProperty("exactMatchRatio").GetDouble().Should().Be(result.GetProperty("accuracy").GetDouble());
            result.GetProperty("images").GetInt32().Should().Be(28);
            result.GetProperty("confusion").ValueKind.Should().Be(JsonValueKind.Null);
            result.GetProperty("labels").GetRawText().Should().Be("""["left","top"]""");
        }

        results[1].GetProperty("loss").GetDouble().Should().BeApproximately(results[0].GetProperty("loss").GetDouble(), 1e-4);
        Tool.Run("evaluate", "--model", Model, "--data", Data).Output.Should().Contain("mean of the labels").And.Contain("Mean average precision ").And.Contain(" on 28 test images");
    }

    [Fact]
    public void Labels_above_their_thresholds_are_marked_and_a_smaller_network_finds_them_too()
    {
        (_, string trained, string shown) = Tool.RunAsItIs(
            CancellationToken.None, "train", "--data", Data, "--spec", _pictures.Spec, "--epochs", "12", "--ema", "0", "--augment", "none", "--loss", "focal", "--output", _pictures.PathOf("run"), "--threads", "1");
        trained.Should().Contain("Mean average precision");
        shown.Should().Contain("val. mAP");
        string both = _pictures.PathOf("100.png"), smaller = _pictures.PathOf("smaller.safetensors");

        (int exitCode, string output, _) = Tool.Run("predict", "--model", Model, both);

        exitCode.Should().Be(0);
        output.Split('\n').Count(line => line.EndsWith(" *", StringComparison.Ordinal)).Should().Be(2);
        Json("predict", "--model", Model, "--top", "1", _pictures.PathOf("103.png"))[0].GetProperty("predictions")[0].GetProperty("isAnswer").GetBoolean().Should().BeFalse();
        JsonElement report = Json("compress", Model, smaller, "--data", Data, "--share", "6", "--epochs", "2", "--threads", "1");
        report.GetProperty("figure").GetString().Should().Be("mean average precision");
        Json("predict", "--model", smaller, both)[0].GetProperty("predictions").EnumerateArray().Count(p => p.GetProperty("isAnswer").GetBoolean()).Should().Be(2);
    }

    [Fact]
    public void A_head_that_cannot_be_is_refused()
    {
        (int exitCode, _, string error) = Tool.Run("train", "--data", Data, "--spec", _pictures.Spec, "--head", "softmax", "--output", _pictures.PathOf("run"));
        exitCode.Should().Be(2);
        error.Should().Contain("--head: images with any number of labels need sigmoid. Received: softmax.");
        Tool.Run("train", "--data", Data, "--spec", _pictures.Spec, "--focal-gamma", "1").Error.Should().Contain("--focal-gamma requires --loss focal.");
    }

    private static JsonElement Json(params string[] args)
    {
        (int exitCode, string output, string error) = Tool.Run([.. args, "--json"]);
        (exitCode, error).Should().Be((0, ""), string.Join(' ', args));
        return JsonDocument.Parse(output).RootElement;
    }

    /// <summary>Bright on the left, at the top, both or nowhere, on noise.</summary>
    private void Draw(int index, bool left, bool top)
    {
        var random = new Random(index);
        using var bitmap = new SKBitmap(8, 8);
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                byte value = (byte)(random.Next(60) + (left && x < 4 ? 90 : 0) + (top && y < 4 ? 90 : 0));
                bitmap.SetPixel(x, y, new SKColor(value, value, value));
            }
        }

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        using FileStream file = File.Create(_pictures.PathOf($"{index}.png"));
        png.SaveTo(file);
    }
}
