using System.IO.Compression;
using System.Xml.Linq;

namespace DsCnn.Packages.Tests;

[Collection(nameof(Newcomer))]
public sealed class PackageContentTests(Newcomer newcomer)
{
    public static TheoryData<string> Packages => ["DsCnn", "DsCnn.Core", "DsCnn.Distributed", "DsCnn.Onnx", "DsCnn.Tflite", "DsCnn.Embedded", "DsCnn.Inference", "DsCnn.Inference.OnnxRuntime", "DsCnn.Imaging", "DsCnn.Extensions", "DsCnn.Cli", "DsCnn.Templates"];

    public static TheoryData<string> Libraries => ["DsCnn", "DsCnn.Core", "DsCnn.Distributed", "DsCnn.Onnx", "DsCnn.Tflite", "DsCnn.Embedded", "DsCnn.Inference", "DsCnn.Inference.OnnxRuntime", "DsCnn.Imaging", "DsCnn.Extensions"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Has_a_page_an_icon_a_license_and_a_description(string id)
    {
        using ZipArchive package = Open(id);
        XElement metadata = Metadata(package, id);

        metadata.Elements().Where(e => e.Name.LocalName is "readme" or "icon" or "license").Select(e => e.Value)
            .Should().BeEquivalentTo("PACKAGE.md", "icon.png", "MIT");
        metadata.Elements().Should().Contain(e => e.Name.LocalName == "description" && e.Value.Length > 40);
        package.GetEntry("PACKAGE.md")!.Length.Should().BePositive();
        package.GetEntry("icon.png")!.Length.Should().BePositive();
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_has_documentation_and_symbols(string id)
    {
        using ZipArchive package = Open(id);
        using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(newcomer.Feed, $"{id}.{Newcomer.Version}.snupkg"));

        package.GetEntry($"lib/net10.0/{id}.xml").Should().NotBeNull();
        symbols.GetEntry($"lib/net10.0/{id}.pdb").Should().NotBeNull();
    }

    [Theory]
    [InlineData("DsCnn.Core")]
    [InlineData("DsCnn", "DsCnn.Core", "ScottPlot", "SkiaSharp", "TorchSharp")]
    [InlineData("DsCnn.Distributed", "DsCnn")]
    [InlineData("DsCnn.Onnx", "DsCnn.Core", "Google.Protobuf")]
    [InlineData("DsCnn.Tflite", "DsCnn.Core", "Google.FlatBuffers")]
    [InlineData("DsCnn.Embedded", "DsCnn.Core")]
    [InlineData("DsCnn.Inference", "DsCnn.Core")]
    [InlineData("DsCnn.Inference.OnnxRuntime", "DsCnn.Inference", "Microsoft.ML.OnnxRuntime.Managed")]
    [InlineData("DsCnn.Imaging", "DsCnn.Inference", "SkiaSharp")]
    [InlineData(
        "DsCnn.Extensions", "DsCnn.Inference", "Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.Diagnostics", "Microsoft.Extensions.Diagnostics.HealthChecks",
        "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Options.ConfigurationExtensions")]
    public void A_library_depends_on_managed_packages_only(string id, params string[] dependencies)
    {
        using ZipArchive package = Open(id);

        Metadata(package, id).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value)
            .Should().BeEquivalentTo(dependencies);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_needs_the_others_in_exactly_its_own_version(string id)
    {
        using ZipArchive package = Open(id);

        Metadata(package, id).Descendants().Where(e => e.Name.LocalName == "dependency" && e.Attribute("id")!.Value.StartsWith("DsCnn", StringComparison.Ordinal))
            .Select(e => e.Attribute("version")!.Value).Should().Equal(id == "DsCnn.Core" ? [] : [$"[{Newcomer.Version}]"]);
    }

    private ZipArchive Open(string id) => ZipFile.OpenRead(Path.Combine(newcomer.Feed, $"{id}.{Newcomer.Version}.nupkg"));

    private static XElement Metadata(ZipArchive package, string id)
    {
        using Stream nuspec = package.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single();
    }
}
