using System.Text.RegularExpressions;

namespace DsCnn.Cli.Tests;

public sealed partial class LinkTests
{
    public static TheoryData<string> AllPages => [.. Pages.All];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Every_link_leads_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(page)!;
        var broken = new List<string>();
        foreach (Match link in Link().Matches(Pages.WithoutCode(Pages.Read(page))))
        {
            string target = link.Groups[1].Value;
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
                continue;
            string[] parts = target.Split('#');
            string file = parts[0].Length == 0 ? page : Path.GetRelativePath(Pages.Root, Path.GetFullPath(Path.Combine(Pages.Root, folder, parts[0]))).Replace('\\', '/');
            bool exists = File.Exists(Path.Combine(Pages.Root, file)) || Directory.Exists(Path.Combine(Pages.Root, file));
            if (!exists || (parts.Length > 1 && file.EndsWith(".md", StringComparison.Ordinal) && !Pages.Anchors(file).Contains(parts[1])))
                broken.Add(target);
        }

        broken.Should().BeEmpty();
    }

    [GeneratedRegex(@"(?:\]\(|(?:href|src)="")([^)""\s]+)[)""]")]
    private static partial Regex Link();
}
