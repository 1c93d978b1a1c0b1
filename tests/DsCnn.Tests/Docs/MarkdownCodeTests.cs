using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DsCnn.Tests;

/// <summary>Every C# program in the README and the docs compiles against the library as it is.</summary>
public sealed partial class MarkdownCodeTests
{
    // What <ImplicitUsings> gives a console application.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // What an application with a host is given besides, by the SDKs of workers and of web applications.
    private const string HostUsings = """
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

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
        var compilation = CSharpCompilation.Create(
            "Readme",
            [.. new[] { ImplicitUsings, code.Contains("Builder(args)") ? HostUsings : "", code }.Select(text => CSharpSyntaxTree.ParseText(text))],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()).Should().BeEmpty(code);
    }

    [Fact]
    public void The_README_has_a_program() => Programs(Path.Combine(_folder, "README.md")).Should().NotBeEmpty();

    /// <summary>Notebook cells begin with #r, which only a notebook understands.</summary>
    private static List<string> Programs(string file) =>
        [.. CSharpBlock().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value).Where(code => !code.StartsWith("#r"))];

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
