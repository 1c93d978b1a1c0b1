using System.Text.RegularExpressions;
using System.Xml.Linq;
using DsCnn.Tests;

namespace DsCnn.Packages.Tests;

[Collection(nameof(Newcomer))]
public sealed partial class ApplicationTests(Newcomer newcomer)
{
    private static readonly string _model = Path.Combine(Newcomer.Repository, "samples", "models", "fashion-260k.safetensors");

    private static readonly string _picture = Path.Combine(Newcomer.Repository, "tests", "reference", "fixtures", "images", "gray.png");

    [Fact]
    public void A_program_trains_with_DsCnn_and_TorchSharp_cpu()
    {
        (string output, _) = App.Run(newcomer, "Train", [("DsCnn", Newcomer.Version), ("TorchSharp-cpu", CentralVersion("TorchSharp-cpu"))], """
            using DsCnn;
            using DsCnn.Data;
            using static TorchSharp.torch;

            // torch comes first, as it does in most people's programs.
            using Tensor one = ones(1);
            ImageSet images = new(new InputSpec(1, 8, 8), new byte[64 * 64], new byte[64], ["a", "b"]);
            using DsCnnModel model = new ModelBuilder()
                .Input(channels: 1, height: 8, width: 8)
                .DsBlock(outChannels: 8, conv1Filters: 8)
                .GlobalAveragePool()
                .FullyConnected(2)
                .Softmax()
                .Build(CPU, seed: 1);
            TrainingReport report = await new Trainer(model, new TrainerOptions { Epochs = 1, BatchSize = 16 }).FitAsync(images.Split(validationShare: 0.25));
            model.Save("trained.safetensors");
            using DsCnnModel loaded = DsCnnModel.Load("trained.safetensors");
            Console.WriteLine($"{report.Epochs.Count} epoch, {loaded.Spec.Layers.Length} layers");
            """);

        output.Should().Be($"1 epoch, 4 layers{Environment.NewLine}");
    }

    [Fact]
    public void The_program_in_the_README_runs_with_exactly_the_packages_that_it_names()
    {
        if (!Directory.Exists("/usr/share/datasets/fashion-mnist"))
            return;
        string readme = File.ReadAllText(Path.Combine(Newcomer.Repository, "README.md"));
        (string, string)[] packages = [.. Package().Matches(readme).Select(m => (m.Groups[1].Value, m.Groups[2].Success ? m.Groups[2].Value : Newcomer.Version))];

        (string output, _) = App.Run(newcomer, "Readme", packages, Program().Match(readme).Groups[1].Value);

        packages.Should().HaveCountGreaterThan(3);
        output.Should().Contain("x fewer parameters than VGG16").And.MatchRegex(@"test accuracy [78]\d").And.MatchRegex(@"\n\w[^\n]*, \d+\s?%\s*$");
    }

    [Theory]
    [InlineData("DsCnn.Inference.OnnxRuntime", "linux-musl-x64", "warning DSCNN002: ONNX Runtime has no native library for linux-musl-x64. Model files (.safetensors) run there on the managed engine of DsCnn.Inference")]
    [InlineData("DsCnn.Inference.OnnxRuntime", "linux-arm64", null)]
    [InlineData("DsCnn", "linux-arm64", "warning DSCNN003: TorchSharp has no libtorch for linux-arm64")]
    public void A_system_without_native_libraries_is_told_when_a_program_is_built_for_it(string package, string system, string? warning)
    {
        string output = App.Build(newcomer, $"For-{package}-{system}", [(package, Newcomer.Version)], system);

        if (warning is null)
            output.Should().NotContain("DSCNN");
        else
            output.Should().Contain(warning);
    }

    private static readonly (string, string)[] _onnxRuntime =
    [
        ("DsCnn.Inference.OnnxRuntime", Newcomer.Version), ("DsCnn.Imaging", Newcomer.Version), ("DsCnn.Onnx", Newcomer.Version),
        ("Microsoft.ML.OnnxRuntime", CentralVersion("Microsoft.ML.OnnxRuntime")),
        ("SkiaSharp.NativeAssets.Linux.NoDependencies", CentralVersion("SkiaSharp.NativeAssets.Linux.NoDependencies")),
    ];

    private const string Classify = """
        using DsCnn;

        using var classifier = Classifier.Load(OnnxExporter.ToBytes(ModelFile.Read(args[0])));
        IReadOnlyList<Prediction> predictions = classifier.Predict(args[1]);
        Console.WriteLine(string.Join(", ", predictions.Select(p => p.Label).Order(StringComparer.Ordinal)));
        Console.WriteLine(Math.Round(predictions.Sum(p => p.Probability), 3));
        """;

    private static readonly string _answer = string.Join(Environment.NewLine, "Ankle boot, Bag, Coat, Dress, Pullover, Sandal, Shirt, Sneaker, T-shirt/top, Trouser", "1", "");

    [Fact]
    public void A_program_with_the_classifier_alone_has_nothing_native_and_is_told_what_to_add_for_ONNX_files()
    {
        (string output, string builtTo) = App.Run(
            newcomer, "Plain", [("DsCnn.Inference", Newcomer.Version)],
            """
            using DsCnn;
            using DsCnn.Inference;

            Console.WriteLine(new ManagedImageDecoder().Decode(File.ReadAllBytes(args[0]), maxPixels: 1000).Width);
            try
            {
                Classifier.Load(new byte[] { 8, 7 });
            }
            catch (NotSupportedException missing)
            {
                Console.WriteLine(missing.Message);
            }
            """,
            _picture);

        output.Should().StartWith($"12{Environment.NewLine}The file is not a model file").And.Contain("reference the packages DsCnn.Inference.OnnxRuntime and Microsoft.ML.OnnxRuntime");
        Directory.GetFiles(builtTo, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Where(name => name!.EndsWith(".dll") || name.EndsWith(".so") || name.EndsWith(".dylib"))
            .Should().BeEquivalentTo("DsCnn.Core.dll", "DsCnn.Inference.dll", "Plain.dll");
    }

    [Fact]
    public void A_trimmed_program_keeps_the_engine_and_the_decoder_that_it_references_and_nowhere_names()
    {
        // What is read by a name could be trimmed away, and the WebP file then be one that only DsCnn.Imaging reads.
        string picture = Path.Combine(Newcomer.Repository, "tests", "reference", "fixtures", "images", "lossless.webp");

        App.RunTrimmed(newcomer, "Trimmed", _onnxRuntime, Classify, _model, picture).Should().Be(_answer);
    }

    [NativeFact]
    public void A_program_of_machine_code_is_one_small_file_that_answers()
    {
        string picture = Path.Combine(Newcomer.Repository, "samples", "images", "ankle-boot.png");

        (string output, string published) = App.RunNative(
            newcomer, "Native", [("DsCnn.Inference", Newcomer.Version)],
            """
            using DsCnn;

            using var classifier = Classifier.Load(args[0]);
            Console.WriteLine(classifier.Predict(args[1])[0].Label);
            """,
            _model, picture);

        output.Should().Be($"Ankle boot{Environment.NewLine}");
        FileInfo[] files = new DirectoryInfo(published).GetFiles();
        files.Select(file => file.Name).Should().BeEquivalentTo(["Native"], "nothing native lies beside it");
        files[0].Length.Should().BeLessThan(6_000_000);
    }

    [Fact]
    public void A_program_that_only_classifies_has_no_libtorch()
    {
        (string output, string builtTo) = App.Run(newcomer, "Infer", _onnxRuntime, Classify, _model, _picture);

        output.Should().Be(_answer);
        Directory.GetFiles(builtTo, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file).ToLowerInvariant())
            .Should().Contain(name => name.Contains("onnxruntime"))
            .And.NotContain(name => name.Contains("torch") || name == "dscnn.dll");
    }

    [Fact]
    public void The_tool_installs_and_runs()
    {
        string folder = newcomer.CreateFolder("tool");
        using (Command dotnet = newcomer.Program("dotnet", folder))
            dotnet.Run("tool", "install", "DsCnn.Cli", "--version", Newcomer.Version, "--tool-path", "bin");

        using Command dscnn = newcomer.Program(Path.Combine(folder, "bin", OperatingSystem.IsWindows() ? "dscnn.exe" : "dscnn"), folder);
        dscnn.Run("summary", "--preset", "efficientnet-b0", "--format", "json").Should().Contain("5288548", "EfficientNet-B0 has as many parameters, says its paper's code");
        dscnn.Run("predict", "--model", _model, _picture).Should().NotBeEmpty();
    }

    /// <summary>The version that this repository's own projects use.</summary>
    private static string CentralVersion(string package) =>
        XDocument.Load(Path.Combine(Newcomer.Repository, "Directory.Packages.props"))
            .Descendants("PackageVersion").Single(e => e.Attribute("Include")!.Value == package).Attribute("Version")!.Value;

    [GeneratedRegex(@"^dotnet add package (\S+)(?: --version (\S+))?$", RegexOptions.Multiline)]
    private static partial Regex Package();

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();
}
