using System.Xml.Linq;

namespace DsCnn.Tests;

public sealed class ComparisonSummaryTests
{
    private static readonly ModelComparison _comparison =
        new([Models.Small28().Cost, Presets.Find("efficientnet-b0").ToSpec().Cost]);

    [Fact]
    public void A_comparison_has_a_row_for_each_network_and_the_baseline_last() =>
        _comparison.Summary().Should().Be(
            """
            Models compared with vgg16 (1.00)
            model            input           parameters  x fewer     MACs  x fewer   weights  activations  x fewer
            ------------------------------------------------------------------------------------------------------
            small28          1 x 28 x 28        168,277      822  25.35 M      610  684.8 kB     602.1 kB     42.7
            efficientnet-b0  3 x 224 x 224    5,288,548     26.2  385.8 M     40.1  21.32 MB      6.02 MB     4.27
            vgg16            3 x 224 x 224  138,357,544     1.00  15.47 G     1.00  553.4 MB     25.69 MB     1.00
            "x fewer" is the figure of vgg16 over the model's: 2.00 is half as many, 0.50 twice as many.
            MACs and the most activations alive at once are for one image; weights and activations are float32.

            """);

    [Fact]
    public void Markdown_and_HTML_hold_the_same_cells()
    {
        string[][] text = [.. _comparison.ToMarkdown().Split('\n').Where(l => l.StartsWith('|')).Where(l => !l.Contains("---"))
            .Select(l => l.Trim('|', ' ').Split(" | "))];

        XElement.Parse(_comparison.ToHtml()).Descendants("tr").Select(r => r.Elements().Select(c => c.Value).ToArray())
            .Should().BeEquivalentTo(text, options => options.WithStrictOrdering());
        text.Should().HaveCount(4);
    }

    [Fact]
    public void A_hostile_baseline_is_text()
    {
        var comparison = new ModelComparison([Models.Linear().Cost], Hostile.Model().Cost);

        comparison.ToHtml().Should().NotContain("<script");
        comparison.ToMarkdown().Should().NotMatchRegex(@"(?<!\\)<");
        comparison.Summary().Split('\n').Should().HaveCount(8);
    }

    [Fact]
    public void Null_is_refused() =>
        FluentActions.Invoking(() => ((ModelComparison)null!).Summary())
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("comparison");
}
