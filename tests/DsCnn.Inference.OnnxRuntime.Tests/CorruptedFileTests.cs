namespace DsCnn.Tests;

/// <summary>Files that were damaged on their way are refused in words, or are networks still; the process lives.</summary>
public sealed class CorruptedFileTests
{
    private static readonly byte[] _file = OnnxExporter.ToBytes(Classifiers.Small);

    [Fact]
    public void A_file_cut_anywhere_is_refused_unless_only_its_last_texts_are_missing()
    {
        int refused = 0;
        int loaded = 0;
        foreach (int length in Enumerable.Range(0, _file.Length).Where(n => n < 100 || n > _file.Length - 1500 || n % 97 == 0))
        {
            try
            {
                using var classifier = Classifier.Load(_file.AsMemory(0, length));
                classifier.Spec.Should().Be(Networks.Small);
                loaded++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        // After the spec, and after the labels: the end of a field is a legal end of a file.
        loaded.Should().Be(2);
        refused.Should().BeGreaterThan(1500);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_file_with_flipped_bits_is_refused_or_runs(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 250; i++)
        {
            byte[] file = [.. _file];
            // Half of them in the structure, which stands before and after the weights.
            int flips = random.Next(1, 6);
            for (int flip = 0; flip < flips; flip++)
                file[random.Next(2) == 0 ? random.Next(file.Length) : file.Length - 1 - random.Next(2500)] ^= (byte)(1 << random.Next(8));
            LoadAndRun(file);
        }
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] file = new byte[random.Next(1, 5000)];
            random.NextBytes(file);
            // Half of them begin as ONNX files do.
            if (i % 2 == 0 && file.Length > 2)
                (file[0], file[1]) = (8, 7);
            FluentActions.Invoking(() => Classifier.Load(file)).Should().Throw<InvalidDataException>();
        }
    }

    private static void LoadAndRun(byte[] file)
    {
        try
        {
            using var classifier = Classifier.Load(file);
            Classifiers.Run(classifier, Classifiers.Noise(classifier, 2));
        }
        catch (Exception refusal) when (refusal is InvalidDataException or InvalidOperationException)
        {
            refusal.Message.Should().NotContain("\n").And.NotBeEmpty();
        }
    }
}
