using System.Text.RegularExpressions;

namespace DsCnn.Cli.Tests;

public sealed partial class DocumentedCommandTests
{
    public static TheoryData<string, string> ToolLines
    {
        get
        {
            var lines = new TheoryData<string, string>();
            foreach (string page in Pages.All)
            {
                foreach (string line in ToolLine().Matches(Pages.Read(page)).Select(m => m.Groups[1].Value.Trim()).Distinct())
                    lines.Add(page, line);
            }

            return lines;
        }
    }

    public static TheoryData<string, string> Projects
    {
        get
        {
            var projects = new TheoryData<string, string>();
            foreach (string page in Pages.All)
            {
                foreach (string project in Project().Matches(Pages.Read(page)).Select(m => m.Groups[1].Value).Distinct())
                    projects.Add(page, project);
            }

            return projects;
        }
    }

    [Theory]
    [MemberData(nameof(ToolLines))]
    public void Every_command_line_of_the_tool_is_one(string page, string line)
    {
        string[] words = [.. Word().Matches(line.Split(" | ")[0].Split(" > ")[0]).Select(m => m.Value.Trim('"'))];

        if (Array.IndexOf(words, "--config") is >= 0 and var config)
        {
            // What an earlier run wrote down says the rest.
            words[config + 1] = Path.Combine(AppContext.BaseDirectory, "documented.json");
            File.WriteAllText(words[config + 1], """{ "options": { "data": "flowers" } }""");
        }

        CommandLine.Parse(words, out IReadOnlyList<string> wrong);

        wrong.Should().BeEmpty($"{page} shows \"dscnn {line}\"");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_that_is_run_exists(string page, string project)
    {
        if (project is "Flowers" or "FlowerService" or "PhotoService")
            return;
        string path = Path.Combine(Pages.Root, project);

        (Directory.Exists(path) || File.Exists(path)).Should().BeTrue($"{page} runs it");
    }

    /// <summary>In a block of commands or of what they print, with or without a prompt; also where a clone runs the tool from its source.</summary>
    [GeneratedRegex(@"^(?:\$ )?(?:dscnn|dotnet run -c Release --project src/DsCnn\.Cli --) ([a-z]+ .*)$", RegexOptions.Multiline)]
    private static partial Regex ToolLine();

    [GeneratedRegex(@"--project ([\w./]+)")]
    private static partial Regex Project();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();
}
