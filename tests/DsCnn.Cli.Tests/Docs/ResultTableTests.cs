using System.Globalization;
using System.Text.RegularExpressions;

namespace DsCnn.Cli.Tests;

public sealed partial class ResultTableTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("samples/models/README.md")]
    [InlineData("docs/results.md")]
    public void Figures_of_our_networks_are_those_of_the_results(string page)
    {
        Dictionary<string, string> accuracies = Accuracies();
        MatchCollection lines = Row().Matches(Pages.Read(page));

        lines.Count.Should().BePositive();
        foreach (Match line in lines)
            line.Groups[2].Value.Should().Contain(accuracies[line.Groups[1].Value], $"that is the accuracy of {line.Groups[1].Value}");
    }

    /// <summary>The best of each trained network, and what compression made of the largest: its figures are called fashion-quarter and fashion-tiny, and fashion-64kb is measured as C.</summary>
    private static Dictionary<string, string> Accuracies()
    {
        IEnumerable<(string Name, string Accuracy)> trained = Rows("fashion-mnist.csv").Select(row => (row["network"], row["test_accuracy"]));
        IEnumerable<(string Name, string Accuracy)> compressed =
            Rows("compression.csv").Where(row => row["source"] == "fashion-1m").Select(row => ($"fashion-{row["figure"]}", row["accuracy"]));
        IEnumerable<(string Name, string Accuracy)> onDevices =
            Rows("devices.csv").Where(row => row["network"].EndsWith("kb", StringComparison.Ordinal)).Select(row => (row["network"], row["test_accuracy"]));
        return trained.Concat(compressed).Concat(onDevices).GroupBy(row => row.Name)
            .ToDictionary(same => same.Key, same => same.MaxBy(row => double.Parse(row.Accuracy, CultureInfo.InvariantCulture)).Accuracy);
    }

    private static IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Pages.Root, "docs/results", file));
        string[] columns = lines[0].Split(',');
        return lines[1..].Select(line => columns.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second));
    }

    [GeneratedRegex(@"^\|[^|]*`(fashion-\w+|vgg16-26m)(?:\.safetensors)?`[^|]*\|(.*)$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
