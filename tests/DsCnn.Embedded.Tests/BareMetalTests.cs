namespace DsCnn.Tests.Embedded;

/// <summary>Without an operating system, on the instructions of microcontrollers: the same bytes as everywhere.</summary>
public sealed class BareMetalTests
{
    public static TheoryData<string, string> SamplesAndBoards
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string name in EmbeddedSamples.Names)
            {
                foreach (Board board in Board.Cortex)
                    data.Add(name, board.Processor);
            }

            return data;
        }
    }

    public static TheoryData<string> Samples => [.. EmbeddedSamples.Names];

    [CompilerTheory(Board.ArmCompiler, Board.ArmEmulator)]
    [MemberData(nameof(SamplesAndBoards))]
    public void Bytes_are_the_engines(string sample, string processor) => RequireTheEnginesBytes(sample, Board.Cortex.Single(board => board.Processor == processor));

    [CompilerTheory(Board.RiscVCompiler, Board.RiscVEmulator)]
    [MemberData(nameof(Samples))]
    public void Bytes_are_the_engines_on_RISC_V(string sample) => RequireTheEnginesBytes(sample, Board.RiscV);

    private static void RequireTheEnginesBytes(string sample, Board board)
    {
        ModelFile model = EmbeddedSamples.Quantized(sample);
        byte[][] images = EmbeddedSamples.Images(model.Spec, 4);
        using var classifier = Classifier.Load(model);

        List<(byte[] Scores, int Class)> results = board.Run(CExporter.ToSource(model, "net"), images);

        foreach ((byte[] image, (byte[] scores, int best)) in images.Zip(results))
        {
            float[] probabilities = EmbeddedSamples.Probabilities(classifier, image);
            scores.Should().Equal(probabilities.Select(EmbeddedSamples.Score));
            probabilities[best].Should().Be(probabilities.Max());
        }
    }
}
