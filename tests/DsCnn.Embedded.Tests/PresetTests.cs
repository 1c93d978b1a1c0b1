namespace DsCnn.Tests.Embedded;

/// <summary>Whole architectures, whose blocks stream into one another over dozens of layers.</summary>
public sealed class PresetTests
{
    public static TheoryData<string, int, int, MemoryMode> PresetsAndModes
    {
        get
        {
            var data = new TheoryData<string, int, int, MemoryMode>();
            foreach ((string preset, int channels, int size) in new[] { ("ds-nano", 1, 28), ("ds-lite", 3, 33), ("mobilenet-v2", 3, 40), ("mobilenet-v3-small", 3, 40), ("efficientnet-b0", 3, 37) })
            {
                foreach (MemoryMode mode in Enum.GetValues<MemoryMode>())
                    data.Add(preset, channels, size, mode);
            }

            return data;
        }
    }

    [CompilerTheory("gcc")]
    [MemberData(nameof(PresetsAndModes))]
    public void Bytes_are_the_engines(string preset, int channels, int size, MemoryMode mode)
    {
        ModelFile model = EmbeddedSamples.QuantizedPreset(preset, new InputSpec(channels, size, size + 3));
        byte[][] images = EmbeddedSamples.Images(model.Spec, 4);
        using var classifier = Classifier.Load(model);
        using var compiler = new CCompiler();
        CSource source = CExporter.ToSource(model, "net", new CExportOptions { Memory = mode });

        List<(byte[] Scores, int Class)> results = compiler.Run(source, images, "gcc", "-O2");

        foreach ((byte[] image, (byte[] scores, int best)) in images.Zip(results))
        {
            float[] probabilities = EmbeddedSamples.Probabilities(classifier, image);
            scores.Should().Equal(probabilities.Select(EmbeddedSamples.Score));
            probabilities[best].Should().Be(probabilities.Max());
        }
    }

    [CompilerTheory(Board.ArmCompiler)]
    [InlineData("ds-nano", 1, 28, MemoryMode.Whole)]
    [InlineData("ds-lite", 3, 33, MemoryMode.Streamed)]
    [InlineData("efficientnet-b0", 3, 37, MemoryMode.Smallest)]
    public void Code_takes_no_more_flash_than_is_planned_for_it(string preset, int channels, int size, MemoryMode mode)
    {
        ModelFile model = EmbeddedSamples.QuantizedPreset(preset, new InputSpec(channels, size, size + 3));
        CSource source = CExporter.ToSource(model, "net", new CExportOptions { Memory = mode });
        var plan = MemoryPlan.Of(model.Spec, mode, model.Quantization);

        Board scalar = Board.Cortex[0], helium = Board.Cortex[^1];
        (scalar.FlashBytes(source) - source.WeightBytes).Should().BeInRange(plan.CodeBytes * 3 / 4, plan.CodeBytes);
        (helium.FlashBytes(source) - source.WeightBytes).Should().BeInRange(plan.CodeBytes * 3 / 4, plan.CodeBytes * 5 / 4);
    }

    /// <summary>What is known before anything is written is what is written then.</summary>
    [Theory]
    [InlineData("ds-nano", 1, 28, MemoryMode.Smallest)]
    [InlineData("ds-pico", 1, 28, MemoryMode.Streamed)]
    public void The_plan_says_what_the_source_takes(string preset, int channels, int size, MemoryMode mode)
    {
        ModelFile model = EmbeddedSamples.QuantizedPreset(preset, new InputSpec(channels, size, size));
        CSource source = CExporter.ToSource(model, "net", new CExportOptions { Memory = mode });
        MemoryPlan plan = MemoryPlan.OfInt8(model.Spec, mode);

        source.ArenaBytes.Should().Be(plan.ArenaBytes);
        source.ExtraMacs.Should().Be(plan.ExtraMacs);
        source.WeightBytes.Should().BeInRange(plan.WeightBytes * 9 / 10, plan.WeightBytes);
    }
}
