using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DsCnn.Tests;

/// <summary>Every example in the XML docs, which the API pages show, compiles; and the types that people begin with have one.</summary>
public sealed partial class ExampleTests
{
    private static readonly string[] _libraries =
        [.. Directory.GetFiles(AppContext.BaseDirectory, "DsCnn*.xml").Where(file => !Path.GetFileName(file).StartsWith("DsCnn.Test", StringComparison.Ordinal))];

    /// <summary>Examples have no usings: the page links every type.</summary>
    private static readonly string _usings = string.Join(
        '\n',
        _libraries.SelectMany(file => Assembly.Load(Path.GetFileNameWithoutExtension(file)).GetExportedTypes()).Select(type => type.Namespace).Distinct()
            .Append("TorchSharp").Append("static TorchSharp.torch").Select(name => $"global using {name};"));

    private static readonly Dictionary<string, string> _examples = _libraries.SelectMany(file => XDocument.Load(file).Descendants("member"))
        .Where(member => member.Element("example") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("example")!.Element("code")!.Value);

    public static TheoryData<string> Members => [.. _examples.Keys.Order()];

    [Theory]
    [MemberData(nameof(Members))]
    public void Compiles(string member) => CompiledCode.Errors(_examples[member], _usings).Should().BeEmpty(_examples[member]);

    [Fact]
    public void Every_type_that_names_its_guide_has_an_example()
    {
        string guides = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "markdown/api/guides.md"));
        IEnumerable<string> types = Uid().Matches(guides).Select(match => $"T:{match.Groups[1].Value}");

        types.Should().HaveCountGreaterThan(30).And.OnlyContain(type => _examples.ContainsKey(type));
    }

    [GeneratedRegex(@"^uid: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Uid();
}
