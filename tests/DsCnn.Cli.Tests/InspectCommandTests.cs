using System.Text.Json;
using DsCnn.Tests;

namespace DsCnn.Cli.Tests;

public sealed class InspectCommandTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Json_holds_exactly_the_documented_members()
    {
        string data = _pictures.Draw("data", train: 5, test: 3);
        File.Copy(Path.Combine(data, "train", "across", "001.png"), Path.Combine(data, "test", "down", "copy.png"));
        File.WriteAllText(Path.Combine(data, "train", "down", "broken.png"), "no picture");
        foreach (string twin in Directory.GetFiles(Path.Combine(data, "test"), "00*.png", SearchOption.AllDirectories))
            File.Delete(twin);
        Pictures.DrawOne(Path.Combine(data, "test", "across", "new.png"), across: true, seed: 99);

        (int exitCode, string output, string error) = Tool.Run("inspect", "--data", data, "--json");

        (exitCode, error).Should().Be((0, ""));
        output.Count(c => c == '\n').Should().Be(1);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.EnumerateObject().Select(p => p.Name).Should().Equal(
            "data", "images", "classes", "splits", "sizes", "gray", "colored", "unreadable", "leftOut", "plain", "duplicates", "findings", "page");
        json.GetProperty("images").GetInt32().Should().Be(12);
        json.GetProperty("classes").GetRawText().Should().Be(
            """[{"name":"across","train":5,"validation":0,"test":1},{"name":"down","train":5,"validation":0,"test":1}]""");
        json.GetProperty("splits").GetRawText().Should().Be("""["train","test"]""");
        json.GetProperty("sizes").GetRawText().Should().Be(
            """{"smallest":[8,8],"median":[8,8],"largest":[8,8],"training":[8,8],"different":1,"narrowestAspect":1,"medianAspect":1,"widestAspect":1}""");
        json.GetProperty("unreadable").GetRawText().Should().Contain("broken.png").And.Contain("it is not a PNG, JPEG, BMP, WebP or GIF image");
        JsonElement group = json.GetProperty("duplicates").EnumerateArray().Should().ContainSingle().Subject;
        (group.GetProperty("exact").GetBoolean(), group.GetProperty("crossesSplits").GetBoolean(), group.GetProperty("crossesClasses").GetBoolean()).Should().Be((true, true, true));
        group.GetProperty("pictures").GetRawText().Replace(@"\\", "/").Should().Be(
            """[[{"name":"train/across/001.png","split":"train","class":"across"},{"name":"test/down/copy.png","split":"test","class":"down"}]]""");
        json.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("level").GetString()).Should().Equal("problem", "problem", "problem", "warning", "warning");
        json.GetProperty("page").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact]
    public void Text_names_what_is_wrong_and_the_page_shows_it()
    {
        string data = _pictures.Draw("data", train: 5);
        string file = _pictures.PathOf("page.html");

        (int exitCode, string output, string error) = Tool.Run("inspect", "--data", data, "--html", file, "--pictures", "3", "--small-class", "0", "--augment", "flip");

        (exitCode, error).Should().Be((0, ""));
        output.Should().StartWith($"{data}: 10 images of 2 classes\nclass   training\n").And.Contain("Channels: all gray\n").And.EndWith($"Report: {file}\n");
        var page = new ShownPage(File.ReadAllText(file));
        page.ShouldBeInert();
        page.PicturesUnder("Some images of each class").Should().HaveCount(6);
        page.PicturesUnder("What augmentation does").Should().HaveCount(6 * 8);
    }

    [Theory]
    [InlineData("", 2, "Option '--data' is required.")]
    [InlineData("--data DATA --pictures x", 2, "--pictures: expected a whole number of at least 0. Received: x.")]
    [InlineData("--data missing", 1, "There is no folder missing.*")]
    [InlineData("--data DATA --html none/page.html", 1, "none/page.html cannot be written: *")]
    public void Refusals_are_one_line(string options, int code, string message)
    {
        options = options.Replace("DATA", _pictures.Draw("data", train: 1));

        (int exitCode, string output, string error) = Tool.Run(["inspect", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        (exitCode, output).Should().Be((code, ""));
        error.Trim().Should().Match("dscnn: " + message).And.NotContain("\n");
    }
}
