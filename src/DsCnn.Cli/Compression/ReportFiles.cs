using System.CommandLine;
using System.Text;

namespace DsCnn.Cli;

/// <summary>The files to which the report of a compression is written.</summary>
internal sealed class ReportFiles
{
    private static readonly Dictionary<string, Func<CompressionReport, string>> _formats = new()
    {
        [".txt"] = report => report.Summary(),
        [".md"] = report => report.ToMarkdown(),
        [".html"] = report => report.ToHtml(),
        [".json"] = report => report.ToJson(),
    };

    private readonly Option<FileInfo?> _report = new("--report") { Description = "Also write the report to a .txt, .md, .html or .json file", HelpName = "FILE" };
    private readonly Option<FileInfo?> _chart = new("--chart") { Description = "Also draw the report as an .svg or .png file", HelpName = "FILE" };

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("Report", Accept(_report, [.. _formats.Keys]), Accept(_chart, ".svg", ".png"));
    }

    internal IEnumerable<FileInfo> Of(ParseResult parsed) => new[] { parsed.GetValue(_report), parsed.GetValue(_chart) }.OfType<FileInfo>();

    internal void Write(ParseResult parsed, CompressionReport report)
    {
        if (parsed.GetValue(_report) is { } file)
        {
            string text = _formats[file.Extension.ToLowerInvariant()](report);
            AtomicFile.Write(file.FullName, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        }

        if (parsed.GetValue(_chart) is { } chart)
            report.SaveChart(chart.FullName);
    }

    private static Option<FileInfo?> Accept(Option<FileInfo?> option, params string[] endings)
    {
        option.Validators.Add(result =>
        {
            string name = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
            if (!endings.Contains(Path.GetExtension(name).ToLowerInvariant()))
                result.AddError($"{option.Name}: expected a name that ends in {string.Join(", ", endings)}. Received: {name}.");
        });
        return option;
    }
}
