using System.Xml.Linq;

namespace DsCnn.Tests;

public sealed class ConfusionSummaryTests
{
    [Fact]
    public void A_small_matrix_shows_every_count() =>
        ConfusionMatrixTests.Matrix().ToText().Should().Be(
            """
            Confusion of 16 images, accuracy 50.0 %
            #  class                images  precision  recall     F1  0  1  2  3
            --------------------------------------------------------------------
            0  cat                       6      0.625   0.833  0.714  5  1  0  0
            1  dog                       6      0.429   0.500  0.462  2  3  0  1
            2  eel                       4      0.000   0.000  0.000  1  3  0  0
            3  fox                       0      0.000   0.000  0.000  0  0  0  0
            --------------------------------------------------------------------
               mean of the classes      16      0.263   0.333  0.294
            Columns 0 to 3: how many images of the row's class were classified as that class.

            """);

    [Fact]
    public void A_large_matrix_shows_what_each_class_is_mostly_mistaken_for()
    {
        string[] names = [.. Enumerable.Range(0, 13).Select(i => $"c{i}")];
        string[] lines = ConfusionMatrix.Count(names, [0, 0, 0, 0, 1], [0, 2, 2, 3, 1]).ToText().Split('\n');

        lines[1].Should().EndWith("F1  most often mistaken for");
        lines[3].Should().EndWith("0.400  c2 (2)");
        lines[4].Should().EndWith("1.000");
    }

    [Fact]
    public void Markdown_and_HTML_hold_the_same_cells_and_HTML_the_picture()
    {
        ConfusionMatrix confusion = ConfusionMatrixTests.Matrix();
        string[][] text = [.. confusion.ToMarkdown().Split('\n').Where(l => l.StartsWith('|')).Where(l => !l.Contains("---"))
            .Select(l => l[2..^2].Split(" | ").Select(c => c.Trim('*', ' ')).ToArray())];

        var html = XElement.Parse(confusion.ToHtml());
        html.Descendants("tr").Select(r => r.Elements().Select(c => c.Value).ToArray()).Should().BeEquivalentTo(text, options => options.WithStrictOrdering());
        html.Element("figure")!.Elements().Single().Name.LocalName.Should().Be("svg");
    }

    [Fact]
    public void Hostile_names_are_text()
    {
        ConfusionMatrix confusion = ConfusionMatrix.Count(["<script>", "a|b\n"], [0, 1], [1, 1]);

        confusion.ToHtml().Should().NotContain("<script");
        confusion.ToMarkdown().Should().NotMatchRegex(@"(?<!\\)<").And.Contain(@"a\|b ");
        confusion.ToText().Split('\n').Should().HaveCount(9);
    }

    [Fact]
    public void Null_is_refused() =>
        FluentActions.Invoking(() => ((ConfusionMatrix)null!).ToText()).Should().ThrowExactly<ArgumentNullException>().WithParameterName("confusion");
}
