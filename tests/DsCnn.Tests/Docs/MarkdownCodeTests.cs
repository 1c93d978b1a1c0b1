using System.Text.RegularExpressions;

namespace DsCnn.Tests;

/// <summary>Every C# program in the README and the docs compiles.</summary>
public sealed partial class MarkdownCodeTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "markdown");

    public static TheoryData<string, int> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int>();
            foreach (string file in Directory.GetFiles(_folder, "*.md", SearchOption.AllDirectories).Order())
            {
                for (int i = 0; i < Programs(file).Count; i++)
                    blocks.Add(Path.GetRelativePath(_folder, file), i);
            }

            return blocks;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Compiles(string file, int block)
    {
        string code = Programs(Path.Combine(_folder, file))[block];

        CompiledCode.Errors(code).Should().BeEmpty(code);
    }

    [Fact]
    public void The_README_has_a_program() => Programs(Path.Combine(_folder, "README.md")).Should().NotBeEmpty();

    /// <summary>Notebook cells begin with #r, which only a notebook understands.</summary>
    private static List<string> Programs(string file) =>
        [.. CSharpBlock().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value).Where(code => !code.StartsWith("#r"))];

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
