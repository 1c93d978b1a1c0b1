namespace DsCnn.Tests;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell_or_title()
    {
        var table = new Table(new("no", AlignRight: true), new("name"), new("size", AlignRight: true));
        table.Add("1", "a", "12,345");
        table.Add("100", "longer", "");
        table.AddTotal("", "sum", "6");

        TextTable.Draw(table).Should().Be(
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
    public void A_table_without_rows_is_its_titles() => TextTable.Draw(new Table(new("a"), new("bc"))).Should().Be("a  bc\n-----\n");

    [Fact]
    public void A_cell_stays_on_its_line()
    {
        var table = new Table(new Table.Column("name"));
        table.Add("a\nb\u001b[2J");

        TextTable.Draw(table).Should().Be("name\n-------\na b [2J\n");
    }
}
