using System.Reflection;
using System.Text.RegularExpressions;

namespace DsCnn.Cli.Tests;

/// <summary>Every Markdown page of the repository.</summary>
internal static partial class Pages
{
    internal static string Root { get; } =
        Path.GetFullPath(typeof(Pages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!);

    internal static IEnumerable<string> All =>
        Directory.EnumerateFiles(Root, "*.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !Built().IsMatch(path)).Order(StringComparer.Ordinal);

    internal static string Read(string page) => File.ReadAllText(Path.Combine(Root, page)).ReplaceLineEndings("\n");

    /// <summary>What GitHub and docfx make of a page's headings.</summary>
    internal static HashSet<string> Anchors(string page) =>
        [.. Heading().Matches(WithoutCode(Read(page))).Select(m => NoLetter().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    internal static string WithoutCode(string text) => Fence().Replace(text, "");

    [GeneratedRegex(@"(^|/)(bin|obj|artifacts|node_modules|TestResults|templates/[^/]+/content)(/|$)")]
    private static partial Regex Built();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NoLetter();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
