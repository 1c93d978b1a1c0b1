namespace DsCnn.Tests.Embedded;

/// <summary>Generated C that calls CMSIS-NN: the same bytes where that rounds once, and nearly the same where it rounds twice, as it does by default.</summary>
public sealed class CmsisNnTests(CmsisNnLibrary library) : IClassFixture<CmsisNnLibrary>
{
    private const string RoundsOnce = "-DCMSIS_NN_USE_SINGLE_ROUNDING";

    /// <summary>By how much scores may differ on average, of 256: a byte differs by a step here and there, which random networks carry on to all that follows.</summary>
    private const double Tolerance = 1;

    public static TheoryData<string, MemoryMode> SamplesAndModes => ScoreTests.SamplesAndModes;

    public static TheoryData<string, string> SamplesAndBoards => BareMetalTests.SamplesAndBoards;

    [CmsisNnTheory("gcc")]
    [MemberData(nameof(SamplesAndModes))]
    public void Bytes_are_the_engines_where_it_rounds_once(string sample, MemoryMode mode) => RunHere(sample, mode, RoundsOnce).Should().OnlyContain(difference => difference == 0);

    [CmsisNnTheory("gcc")]
    [InlineData("odd widths")]
    [InlineData("no SE, ReLU6, residual")]
    [InlineData("stride before the depthwise convolution, several residuals")]
    public void Scores_are_near_where_it_rounds_twice(string sample) => RunHere(sample, MemoryMode.Streamed).Average().Should().BeLessThan(Tolerance);

    [CmsisNnTheory(Board.ArmCompiler, Board.ArmEmulator)]
    [MemberData(nameof(SamplesAndBoards))]
    public void Bytes_are_the_engines_on_microcontrollers(string sample, string processor)
    {
        ModelFile model = EmbeddedSamples.Quantized(sample);
        byte[][] images = EmbeddedSamples.Images(model.Spec, 4);

        Differences(model, images, Board.Cortex.Single(board => board.Processor == processor).Run(CExporter.ToSource(model, "net"), images, library, RoundsOnce)).Should().OnlyContain(difference => difference == 0);
    }

    /// <summary>Other networks do not need it, and may be compiled with the rest of a project.</summary>
    [CmsisNnTheory("gcc", "nm")]
    [InlineData("odd widths", true)]
    [InlineData("odd widths", false)]
    public void Is_called_by_networks_of_bytes(string sample, bool quantized)
    {
        using var folder = new TemporaryFolder();
        CSource source = CExporter.ToSource(quantized ? EmbeddedSamples.Quantized(sample) : EmbeddedSamples.Float(sample), "net");
        File.WriteAllText(folder.File("net.c"), source.Text);
        File.WriteAllText(folder.File("net.h"), source.Header);

        CCompiler.Execute("gcc", [.. CCompiler.Strict, "-O2", .. CmsisNnLibrary.Flags, "-c", "-o", folder.File("net.o"), folder.File("net.c")], []).Code.Should().Be(0);

        string asked = System.Text.Encoding.ASCII.GetString(CCompiler.Execute("nm", ["-u", folder.File("net.o")], []).Output);
        asked.Contains("arm_convolve_1x1_s8_fast", StringComparison.Ordinal).Should().Be(quantized);
        asked.Contains("arm_depthwise_conv_wrapper_s8", StringComparison.Ordinal).Should().Be(quantized);
    }

    private List<int> RunHere(string sample, MemoryMode mode, params string[] definitions)
    {
        ModelFile model = EmbeddedSamples.Quantized(sample);
        byte[][] images = EmbeddedSamples.Images(model.Spec, 24);
        using var compiler = new CCompiler();
        string[] flags =
        [
            "-O2", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", .. CmsisNnLibrary.Flags,
            library.ObjectFor("gcc", ["-fsanitize=address", .. definitions]), "-Wl,--gc-sections",
        ];
        return Differences(model, images, compiler.Run(CExporter.ToSource(model, "net", new CExportOptions { Memory = mode }), images, "gcc", flags));
    }

    private static List<int> Differences(ModelFile model, byte[][] images, List<(byte[] Scores, int Class)> results)
    {
        using var classifier = Classifier.Load(model);
        return [.. images.Zip(results).SelectMany(one => EmbeddedSamples.Probabilities(classifier, one.First).Select(EmbeddedSamples.Score).Zip(one.Second.Scores, (x, y) => Math.Abs(x - y)))];
    }
}
