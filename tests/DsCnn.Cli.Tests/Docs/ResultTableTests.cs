using System.Globalization;
using System.Text.RegularExpressions;

namespace DsCnn.Cli.Tests;

public sealed partial class ResultTableTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("samples/models/README.md")]
    public void Figures_of_our_networks_are_those_of_the_results(string page)
    {
        Dictionary<string, string[]> rows = File.ReadLines(Path.Combine(Pages.Root, "docs/results/fashion-mnist.csv")).Skip(1).Select(line => line.Split(','))
            .GroupBy(cells => cells[0]).ToDictionary(same => same.Key, same => same.MaxBy(cells => double.Parse(cells[3], CultureInfo.InvariantCulture))!);
        MatchCollection lines = Row().Matches(Pages.Read(page));

        lines.Count.Should().BePositive();
        foreach (Match line in lines)
            line.Groups[2].Value.Should().Contain(rows[line.Groups[1].Value][3], $"that is the accuracy of {line.Groups[1].Value}");
    }

    [GeneratedRegex(@"^\|[^|]*`(fashion-\w+|vgg16-26m)(?:\.safetensors)?`[^|]*\|(.*)$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
