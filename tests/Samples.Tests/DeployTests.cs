using System.Text.Json;

namespace DsCnn.Tests;

public sealed class DeployTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_are_named()
    {
        string network = Path.Combine(_folder.FullPath, "fashion.onnx");
        OnnxExporter.Export(ModelFile.Read(Sample.Model), network);

        (int exitCode, string output, string error) = Sample.Run("Deploy", network, Sample.AnkleBoot, Sample.Pullover);

        (exitCode, error).Should().Be((0, ""));
        output.Split('\n').Should().HaveCount(9);
        output.Should().MatchRegex(@"ankle-boot\.png\n  0\.\d{4}  Ankle boot\n").And.MatchRegex(@"pullover\.png\n  0\.\d{4}  Pullover\n");
    }

    [Fact]
    public void What_is_missing_is_said_in_one_line()
    {
        Sample.Run("Deploy").Should().Be((2, "", "Expected an ONNX file and pictures: Deploy MODEL.onnx IMAGE...\n"));
        (int exitCode, _, string error) = Sample.Run("Deploy", "missing.onnx", Sample.Pullover);
        (exitCode, error.Count(c => c == '\n')).Should().Be((1, 1));
        error.Should().Contain("missing.onnx");
    }

    [Fact]
    public void Nothing_of_libtorch_is_needed()
    {
        string dependencies = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Deploy.deps.json"));
        JsonElement libraries = JsonDocument.Parse(dependencies).RootElement.GetProperty("libraries");
        libraries.EnumerateObject().Select(library => library.Name.Split('/')[0]).Where(name => name != "Deploy").Should().BeEquivalentTo(
            "DsCnn.Core", "DsCnn.Imaging", "DsCnn.Inference", "DsCnn.Inference.OnnxRuntime", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Managed", "SkiaSharp",
            "SkiaSharp.NativeAssets.Linux.NoDependencies", "SkiaSharp.NativeAssets.macOS", "SkiaSharp.NativeAssets.Win32", "System.Numerics.Tensors");
    }
}
