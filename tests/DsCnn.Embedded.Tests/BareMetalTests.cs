namespace DsCnn.Tests.Embedded;

/// <summary>Without an operating system, on the instructions of three microcontrollers: the same bytes as everywhere.</summary>
public sealed class BareMetalTests
{
    public static TheoryData<string, string> SamplesAndBoards
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string name in EmbeddedSamples.Names)
            {
                foreach (Board board in Board.All)
                    data.Add(name, board.Processor);
            }

            return data;
        }
    }

    [CompilerTheory(Board.Compiler, Board.Emulator)]
    [MemberData(nameof(SamplesAndBoards))]
    public void Bytes_are_the_engines(string sample, string processor)
    {
        ModelFile model = EmbeddedSamples.Quantized(sample);
        byte[][] images = EmbeddedSamples.Images(model.Spec, 4);
        using var classifier = Classifier.Load(model);

        List<(byte[] Scores, int Class)> results = Board.All.Single(board => board.Processor == processor).Run(CExporter.ToSource(model, "net"), images);

        foreach ((byte[] image, (byte[] scores, int best)) in images.Zip(results))
        {
            float[] probabilities = EmbeddedSamples.Probabilities(classifier, image);
            scores.Should().Equal(probabilities.Select(EmbeddedSamples.Score));
            probabilities[best].Should().Be(probabilities.Max());
        }
    }
}
