using BackEnd.Tests;

namespace DsCnn.Tests.Embedded;

/// <summary>Generated C on this machine: an int8 network gives the engine's scores to the bit, however its maps are kept.</summary>
public sealed class ScoreTests
{
    public static TheoryData<string, MemoryMode> SamplesAndModes
    {
        get
        {
            var data = new TheoryData<string, MemoryMode>();
            foreach (string name in EmbeddedSamples.Names)
            {
                foreach (MemoryMode mode in Enum.GetValues<MemoryMode>())
                    data.Add(name, mode);
            }

            return data;
        }
    }

    [CompilerTheory("gcc")]
    [MemberData(nameof(SamplesAndModes))]
    public void Bytes_are_the_engines(string sample, MemoryMode mode)
    {
        ModelFile model = EmbeddedSamples.Quantized(sample);
        byte[][] images = EmbeddedSamples.Images(model.Spec, 24);
        using var classifier = Classifier.Load(model);
        using var compiler = new CCompiler();

        List<(byte[] Scores, int Class)> results = compiler.Run(CExporter.ToSource(model, "net", new CExportOptions { Memory = mode }), images, "gcc", "-O2", "-fsanitize=address,undefined", "-fno-sanitize-recover=all");

        foreach ((byte[] image, (byte[] scores, int best)) in images.Zip(results))
        {
            float[] probabilities = EmbeddedSamples.Probabilities(classifier, image);
            scores.Should().Equal(probabilities.Select(EmbeddedSamples.Score));
            probabilities[best].Should().Be(probabilities.Max());
        }
    }

    /// <summary>Both compilers, with and without what they do to loops.</summary>
    [CompilerTheory("gcc", "clang")]
    [InlineData("gcc", "-O0")]
    [InlineData("gcc", "-O3", "-march=native")]
    [InlineData("gcc", "-O2", "-std=gnu11", "-march=native")]
    [InlineData("clang", "-O0")]
    [InlineData("clang", "-O3", "-march=native", "-ffp-contract=fast")]
    [InlineData("clang", "-Os")]
    public void Every_compiler_gives_the_same_bytes(string program, params string[] flags)
    {
        foreach (string sample in new[] { "odd widths", "groups", "pools" })
        {
            ModelFile model = EmbeddedSamples.Quantized(sample);
            byte[][] images = EmbeddedSamples.Images(model.Spec, 24);
            using var classifier = Classifier.Load(model);
            using var compiler = new CCompiler();

            compiler.Run(CExporter.ToSource(model, "net"), images, program, flags).SelectMany(result => result.Scores)
                .Should().Equal(images.SelectMany(image => EmbeddedSamples.Probabilities(classifier, image)).Select(EmbeddedSamples.Score));
        }
    }

    /// <summary>In float32, sums are added up in another order: the plainest engine in double precision is the truth.</summary>
    [CompilerTheory("gcc")]
    [MemberData(nameof(SamplesAndModes))]
    public void Numbers_are_near(string sample, MemoryMode mode)
    {
        ModelFile model = EmbeddedSamples.Float(sample);
        byte[][] images = EmbeddedSamples.Images(model.Spec, 4);
        using var compiler = new CCompiler();

        List<(byte[] Scores, int Class)> results = compiler.Run(CExporter.ToSource(model, "net", new CExportOptions { Memory = mode }), images, "gcc", "-O2", "-fsanitize=address,undefined", "-fno-sanitize-recover=all");

        var engine = new PlainEngine(model);
        foreach ((byte[] image, (byte[] scores, int best)) in images.Zip(results))
        {
            double[] probabilities = engine.Run(EmbeddedSamples.Numbers(model, image))[model.Spec.Plan.Output.Index];
            for (int i = 0; i < scores.Length; i++)
                Math.Abs(scores[i] - Math.Min(255, 256 * probabilities[i])).Should().BeLessThan(0.51);
            probabilities[best].Should().BeApproximately(probabilities.Max(), 1e-5);
        }
    }

    /// <summary>Numbers beyond float32 become infinite and then none at all: a score of 0, and nothing that C leaves undefined.</summary>
    [CompilerTheory("gcc")]
    [InlineData("odd widths")]
    [InlineData("pools")]
    public void Sums_that_overflow_are_defined(string sample)
    {
        ModelFile model = EmbeddedSamples.Float(sample);
        var huge = new WeightSet(model.Weights.Select(weight =>
            KeyValuePair.Create(weight.Key, WeightTensor.FromFloats(weight.Value.Dimensions, [.. weight.Value.ToFloats().Select(number => number * 1e30f)]))));
        byte[][] images = EmbeddedSamples.Images(model.Spec, 4);
        using var compiler = new CCompiler();

        List<(byte[] Scores, int Class)> results = compiler.Run(
            CExporter.ToSource(new ModelFile(model.Spec, huge), "net"), images, "gcc", "-O2", "-fsanitize=undefined,float-cast-overflow", "-fno-sanitize-recover=all");

        results.SelectMany(result => result.Scores).Should().AllBeEquivalentTo((byte)0);
        CExporter.ScoreOf(float.NaN).Should().Be(0);
    }

    /// <summary>Where only some values are bytes, numbers and bytes meet in every way; scores are within what the roundings that turn out otherwise may add up to.</summary>
    [CompilerTheory("gcc")]
    [MemberData(nameof(SamplesAndModes))]
    public void Mixed_networks_stay_near_the_engine(string sample, MemoryMode mode)
    {
        ModelFile model = EmbeddedSamples.Quantized(sample, onlyBytes: false);
        byte[][] images = EmbeddedSamples.Images(model.Spec, 8);
        using var classifier = Classifier.Load(model);
        using var compiler = new CCompiler();

        List<(byte[] Scores, int Class)> results = compiler.Run(CExporter.ToSource(model, "net", new CExportOptions { Memory = mode }), images, "gcc", "-O2", "-fsanitize=address,undefined", "-fno-sanitize-recover=all");

        foreach ((byte[] image, (byte[] scores, _)) in images.Zip(results))
        {
            byte[] expected = [.. EmbeddedSamples.Probabilities(classifier, image).Select(EmbeddedSamples.Score)];
            scores.Zip(expected, (x, y) => Math.Abs(x - y)).Max().Should().BeLessThanOrEqualTo(6);
        }
    }
}
