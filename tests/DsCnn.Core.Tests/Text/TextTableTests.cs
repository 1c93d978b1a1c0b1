namespace DsCnn.Tests;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell_or_title()
    {
        var table = new TextTable(new("no", AlignRight: true), new("name"), new("size", AlignRight: true));
        table.Add("1", "a", "12,345");
        table.Add("100", "longer", "");
        table.AddRule();
        table.Add("", "sum", "6");

        table.ToString().Should().Be(
            """
             no  name      size
            -------------------
              1  a       12,345
            100  longer
            -------------------
                 sum          6

            """);
    }

    [Fact]
    public void A_table_without_rows_is_its_titles() => new TextTable(new("a"), new("bc")).ToString().Should().Be("a  bc\n-----\n");
}
