using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DsCnn.Tests;

public sealed partial class ReportFormatTests
{
    [Fact]
    public void A_models_Markdown_is_a_heading_a_table_and_a_list() =>
        Models.Small28().ToMarkdown().Should().Be(
            """
            ## small28, input 1 x 28 x 28

            | # | layer | output | parameters | MACs |
            | ---: | --- | --- | ---: | ---: |
            | 0 | dsBlock | 16 x 28 x 28 | 2,369 | 1,655,872 |
            | 1 | dsBlock | 24 x 14 x 14 | 15,220 | 9,051,264 |
            | 2 | dsBlock | 24 x 14 x 14 | 31,446 | 5,674,752 |
            | 3 | dsBlock | 40 x 7 x 7 | 33,782 | 5,089,104 |
            | 4 | dsBlock | 40 x 7 x 7 | 85,050 | 3,873,840 |
            | 5 | globalAveragePool | 40 x 1 x 1 | 0 | 0 |
            | 6 | fullyConnected | 10 | 410 | 400 |
            | 7 | softmax | 10 | 0 | 0 |
            |  | **total** |  | **168,277** | **25,345,232** |

            - 25.35 MMAC = 50.69 MFLOP for one image; weights 684.8 kB, activations at most 602.1 kB as float32
            - 200 x fewer parameters than VGG16 (33,637,066), 13.1 x fewer MACs (330.9 MMAC at 1 x 32 x 32), for 10 classes

            """);

    [Fact]
    public void A_models_HTML_has_the_table_and_the_diagram()
    {
        ModelSpec spec = Models.Small28();

        XElement section = XElement.Parse(spec.ToHtml());

        Rows(section, "thead").Should().ContainSingle().Which.Should().Equal("#", "layer", "output", "parameters", "MACs");
        Rows(section, "tbody").Should().HaveCount(8);
        Rows(section, "tbody")[3].Should().Equal("3", "dsBlock", "40 x 7 x 7", "33,782", "5,089,104");
        Rows(section, "tfoot").Should().ContainSingle().Which.Should().Equal("", "total", "", "168,277", "25,345,232");
        XElement drawing = section.Element("figure")!.Elements().Should().ContainSingle().Subject;
        drawing.Value.Should().Be(XElement.Parse(spec.ToSvg()).Value);
    }

    [Fact]
    public void A_hostile_name_is_one_line_of_text() =>
        Hostile.Model().Summary().Split('\n')[0].Should().MatchRegex(@"\A<script>[^\p{Cc}\u2028]*, input 1 x 8 x 8\z");

    [Fact]
    public void A_hostile_name_is_literal_in_Markdown()
    {
        Report report = WithCell(Hostile.Name);

        string[] lines = report.ToMarkdown().TrimEnd().Split('\n');

        lines.Should().HaveCount(7);
        lines[4].Should().StartWith(@"| \<script\>alert(""1"")\</script\>\|'\&amp; # \*x\* \`y\` \[z\](u) \\\|  ").And.EndWith(" |");
        UnescapedBar().Count(lines[4]).Should().Be(2, "the row has one cell");
        lines[0].Should().StartWith(@"## \<script\>");
        lines[6].Should().StartWith(@"- \<script\>");
    }

    [Fact]
    public void A_hostile_name_is_text_in_HTML()
    {
        string html = Hostile.Model().ToHtml();

        html.Should().NotContain("<script").And.MatchRegex(@"\A[\x0a\x20-\x7e]+\z");
        XElement section = XElement.Parse(html);
        section.Descendants().Select(e => e.Name.LocalName).Should().NotContain("script");
        section.Element("h2")!.Value.Should().StartWith("<script>alert(\"1\")</script>|'&amp; # ").And.EndWith("\ufffd \U0001F600, input 1 x 8 x 8");
    }

    [Fact]
    public void A_cell_without_text_has_an_end_tag_since_HTML_has_no_short_form() =>
        Models.Small28().ToHtml().Should().Contain("<td></td>").And.NotContain("<td />");

    [Fact]
    public void Null_is_refused()
    {
        FluentActions.Invoking(() => ((ModelSpec)null!).ToMarkdown()).Should().ThrowExactly<ArgumentNullException>().WithParameterName("spec");
        FluentActions.Invoking(() => ((ModelSpec)null!).ToHtml()).Should().ThrowExactly<ArgumentNullException>().WithParameterName("spec");
    }

    [GeneratedRegex(@"(?<!\\)(\\\\)*\|")]
    private static partial Regex UnescapedBar();

    private static Report WithCell(string text)
    {
        var table = new Table(new Table.Column("name"));
        table.Add(text);
        return new Report(text, table, [text]);
    }

    private static IReadOnlyList<IReadOnlyList<string>> Rows(XElement section, string part) =>
        [.. section.Element("table")!.Element(part)!.Elements("tr").Select(r => r.Elements().Select(c => c.Value).ToArray())];
}
