using System.Text.Json;
using System.Text.Json.Nodes;

namespace DsCnn.Tests;

public sealed class BrowserTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BrowserTests() => Sample.Run("Browser", Sample.Model, _folder.FullPath).ExitCode.Should().Be(0);

    private string Description => Path.Combine(_folder.FullPath, "network.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_JavaScript_must_know_is_written()
    {
        JsonElement json = JsonDocument.Parse(File.ReadAllText(Description)).RootElement;
        json.EnumerateObject().Select(p => p.Name).Should().Equal("channels", "height", "width", "mean", "std", "labels", "images");
        json.GetProperty("labels").GetArrayLength().Should().Be(10);
        foreach (JsonElement image in json.GetProperty("images").EnumerateArray())
        {
            image.GetProperty("pixels").GetArrayLength().Should().Be(784);
            image.GetProperty("probabilities").EnumerateArray().Sum(p => p.GetDouble()).Should().BeApproximately(1, 1e-5);
            double expected = ((image.GetProperty("pixels")[0].GetInt32() / 255.0) - json.GetProperty("mean")[0].GetDouble()) / json.GetProperty("std")[0].GetDouble();
            image.GetProperty("numbers")[0].GetDouble().Should().BeApproximately(expected, 1e-5);
        }
    }

    [NodeFact]
    public void ONNX_Runtime_Web_gives_the_same_numbers()
    {
        (int exitCode, string output, string error) = Compare();
        (exitCode, error).Should().Be((0, ""));
        output.Split('\n').Should().HaveCount(3);
    }

    [NodeFact]
    public void Other_numbers_are_noticed()
    {
        JsonNode json = JsonNode.Parse(File.ReadAllText(Description))!;
        json["images"]![0]!["probabilities"]![3] = 0.9;
        File.WriteAllText(Description, json.ToJsonString());

        (int exitCode, _, string error) = Compare();
        exitCode.Should().Be(1);
        error.Should().StartWith("The networks differ by ");
    }

    private (int ExitCode, string Output, string Error) Compare() => Sample.Start("node", ["compare.mjs", _folder.FullPath], NodeFactAttribute.Folder);
}
