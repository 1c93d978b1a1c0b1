namespace DsCnn.Tests;

public sealed class TfliteReferenceTests
{
    [Theory]
    [InlineData(0.75, 1000, 750)]
    [InlineData(0.75, -1000, -750)]
    [InlineData(0.001, 499, 0)]
    [InlineData(0.001, 501, 1)]
    [InlineData(0.001, -501, -1)]
    [InlineData(0.5, 3, 2)]
    [InlineData(0.5, -3, -1)]
    [InlineData(4, 5, 20)]
    [InlineData(1e-12, 1_000_000, 0)]
    public void Sums_are_multiplied_and_rounded(double factor, int sum, int expected) => new FixedPoint(factor).Apply(sum).Should().Be(expected);

    [Fact]
    public void Sums_are_as_near_to_the_product_as_whole_numbers_can_be()
    {
        var random = new Random(5);
        for (int i = 0; i < 10_000; i++)
        {
            double factor = Math.Pow(2, (12 * random.NextDouble()) - 14);
            int sum = random.Next(-1_000_000, 1_000_000);

            // Two roundings: of the product and of what is shifted out of it.
            ((double)new FixedPoint(factor).Apply(sum)).Should().BeApproximately(sum * factor, 1 + 1e-3);
        }
    }

    [Fact]
    public void What_is_no_tflite_file_is_refused()
    {
        byte[] file = TfliteExporter.ToBytes(Networks.WithRandomWeights(Networks.Small));
        Refuse([], "Expected a .tflite file, with TFL3 in bytes 4 to 7. Received: something else.");
        Refuse("PK, and more"u8.ToArray(), "Expected a .tflite file, with TFL3 in bytes 4 to 7. Received: something else.");
        Refuse(file[..20], "The .tflite file is damaged: an offset points outside the file.");

        static void Refuse(byte[] bytes, string message) =>
            ((Action)(() => TfliteReference.Open(bytes))).Should().ThrowExactly<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Damaged_files_are_refused_or_read_and_nothing_else_happens()
    {
        byte[] file = TfliteExporter.ToBytes(Networks.WithRandomWeights(Networks.Small));
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. file];
            for (int k = 0; k < 3; k++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                TfliteReference.Open(damaged);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void As_many_numbers_as_the_file_takes() =>
        ((Action)(() => TfliteReference.Open(TfliteExporter.ToBytes(Networks.WithRandomWeights(Networks.Small))).Run(new float[3])))
            .Should().ThrowExactly<ArgumentException>().WithMessage("Expected 1 x 8 x 8 x 1 numbers. Received: 3.*");
}
