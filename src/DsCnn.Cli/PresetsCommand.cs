using System.Globalization;
using Spectre.Console;
using Markup = Spectre.Console.Markup;
using Table = Spectre.Console.Table;

namespace DsCnn.Cli;

/// <summary><c>dscnn presets</c>: lists the networks that are available by name.</summary>
internal static class PresetsCommand
{
    internal static ToolCommand Create()
    {
        var json = JsonOutput.CreateOption();
        var command = new ToolCommand("presets", "Lists the presets.");
        command.AddOptions(GeneralOptions.Heading, json);
        command.SetAction(parsed =>
        {
            var rows = Presets.All.Select(p => (p.Name, p.Description, p.ToSpec().Cost)).ToList();
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(new
                {
                    Presets = rows.Select(r => new { r.Name, r.Description, Input = r.Cost.Input.Dimensions, r.Cost.Parameters, r.Cost.Macs }),
                });
            }
            else
            {
                Draw(rows);
            }

            return 0;
        });
        return command;
    }

    private static void Draw(IEnumerable<(string Name, string Description, ModelCost Cost)> rows)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("preset").AddColumn("input")
            .AddColumn("parameters", column => column.RightAligned()).AddColumn("GMAC", column => column.RightAligned()).AddColumn("what");
        foreach ((string name, string description, ModelCost cost) in rows)
        {
            table.AddRow(
                name, cost.Input.ToString(), cost.Parameters.ToString("N0", CultureInfo.InvariantCulture),
                (cost.Macs / 1e9).ToString("0.000", CultureInfo.InvariantCulture), Markup.Escape(description));
        }

        ToolConsole.Output.Write(table);
    }
}
