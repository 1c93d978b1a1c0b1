using System.Buffers.Binary;

namespace DsCnn.Tests;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("a.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_written_file_is_read_by_an_independent_reader()
    {
        var weights = new WeightSet(
        [
            KeyValuePair.Create("b", WeightTensor.FromFloats([2, 3], [1, -2, 3.5f, float.MaxValue, float.NegativeInfinity, 0])),
            KeyValuePair.Create("a.ü猫\"\\", WeightTensor.FromFloats([1], [7])),
            KeyValuePair.Create("none", WeightTensor.FromFloats([0, 4], [])),
            KeyValuePair.Create("scalar", WeightTensor.FromFloats([], [42])),
        ]);
        var metadata = new Dictionary<string, string> { ["key"] = "text \"quoted\" 猫\n", ["empty"] = "" };

        SafetensorsFile.Write(FilePath, weights, metadata);

        RawSafetensors raw = RawSafetensors.Parse(File.ReadAllBytes(FilePath));
        raw.Header.EnumerateObject().Select(p => p.Name).Should().Equal("__metadata__", "b", "a.ü猫\"\\", "none", "scalar");
        raw.Text("key").Should().Be("text \"quoted\" 猫\n");
        raw.Text("empty").Should().BeEmpty();
        raw.DataType("b").Should().Be("F32");
        raw.Shape("b").Should().Equal(2, 3);
        raw.Floats("b").Should().Equal(1, -2, 3.5f, float.MaxValue, float.NegativeInfinity, 0);
        raw.Floats("a.ü猫\"\\").Should().Equal(7);
        raw.Shape("none").Should().Equal(0, 4);
        raw.Floats("none").Should().BeEmpty();
        raw.Shape("scalar").Should().BeEmpty();
        raw.Floats("scalar").Should().Equal(42);
        raw.Data.Should().HaveCount(4 * 8, "nothing may follow the last tensor");
    }

    [Fact]
    public void The_tensors_begin_at_a_multiple_of_8_bytes()
    {
        for (int length = 0; length < 9; length++)
        {
            SafetensorsFile.Write(FilePath, new WeightSet([]), new Dictionary<string, string> { ["k"] = new('x', length) });
            (BinaryPrimitives.ReadUInt64LittleEndian(File.ReadAllBytes(FilePath)) % 8).Should().Be(0);
        }
    }

    [Fact]
    public void A_file_made_by_hand_is_read()
    {
        using SafetensorsFile file = Open(
            """
            {"second":{"shape":[1,2],"data_offsets":[12,20],"dtype":"F32"}, "__metadata__":{"format":"pt"},
             "first":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}
            """,
            0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 32, 65, 0, 0, 0, 0, 0, 0, 0, 128);

        file.Names.Should().Equal("second", "first");
        file.Metadata.Should().ContainSingle().Which.Should().Be(KeyValuePair.Create("format", "pt"));
        file.Read("first").ToFloats().Should().Equal(1, -2, 10);
        file.Read("second").ToFloats().Select(BitConverter.SingleToInt32Bits).Should().Equal(0, int.MinValue);
        file.Read("second").Dimensions.Should().Equal(1, 2);
        file.ReadAll().Keys.Should().Equal("second", "first");
    }

    [Fact]
    public void A_file_without_metadata_or_tensors_is_read()
    {
        using SafetensorsFile file = Open("{}");

        file.Names.Should().BeEmpty();
        file.Metadata.Should().BeEmpty();
    }

    [Fact]
    public void Half_precision_is_widened_exactly()
    {
        ushort[] bits = [0x0000, 0x8000, 0x0001, 0x03FF, 0x0400, 0x3C00, 0xC000, 0x3555, 0x7BFF, 0x7C00, 0xFC00, 0x7E00];

        float[] values = ReadHalves("F16", bits);

        values[..^1].Should().Equal(
            0, -0f, Power(-24), 1023 * Power(-24), Power(-14), 1, -2, 1365 * Power(-12), 65504, float.PositiveInfinity, float.NegativeInfinity);
        BitConverter.SingleToInt32Bits(values[1]).Should().Be(int.MinValue, "the zero is negative");
        values[^1].Should().Be(float.NaN);
    }

    [Fact]
    public void Brain_floats_are_widened_exactly()
    {
        ushort[] bits = [0x0000, 0x8000, 0x0001, 0x0080, 0x3F80, 0xC000, 0x4049, 0xFF7F, 0x7F80, 0xFF80, 0x7FC0];

        float[] values = ReadHalves("BF16", bits);

        values[..^1].Should().Equal(
            0, -0f, Power(-133), Power(-126), 1, -2, 3.140625f, -255 * Power(120), float.PositiveInfinity, float.NegativeInfinity);
        BitConverter.SingleToInt32Bits(values[1]).Should().Be(int.MinValue, "the zero is negative");
        values[^1].Should().Be(float.NaN);
    }

    [Fact]
    public void Tensors_of_two_bytes_a_number_are_written_as_they_are()
    {
        using (SafetensorsFile file = Open(
            """{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]}}""", 1, 2, 3, 4, 5, 6))
        {
            SafetensorsFile.Write(_folder.File("copy.safetensors"), file.ReadAll(), file.Metadata);
        }

        RawSafetensors raw = RawSafetensors.Parse(File.ReadAllBytes(_folder.File("copy.safetensors")));
        raw.DataType("h").Should().Be("F16");
        raw.DataType("b").Should().Be("BF16");
        raw.Data.Should().Equal(1, 2, 3, 4, 5, 6);
    }

    [Theory]
    [InlineData("F64", 8)]
    [InlineData("I64", 8)]
    [InlineData("I32", 4)]
    [InlineData("U8", 1)]
    [InlineData("BOOL", 1)]
    public void Numbers_of_another_kind_may_stand_in_a_file_but_are_not_weights(string dataType, int bytes)
    {
        using SafetensorsFile file = Open($$$"""{"n":{"dtype":"{{{dataType}}}","shape":[],"data_offsets":[0,{{{bytes}}}]}}""", new byte[bytes]);

        file.Names.Should().Equal("n");
        file.Invoking(f => f.Read("n")).Should().ThrowExactly<InvalidDataException>()
            .WithMessage($"{FilePath}: \"n\" must be F32, F16 or BF16. Received: {dataType}.");
    }

    [Fact]
    public void A_tensor_that_is_not_there_is_named()
    {
        using SafetensorsFile file = Open("{}");

        file.Invoking(f => f.Read("x")).Should().ThrowExactly<KeyNotFoundException>().WithMessage($"{FilePath} holds no tensor \"x\".");
    }

    [Fact]
    public void A_missing_file_is_named() =>
        FluentActions.Invoking(() => SafetensorsFile.Open(FilePath))
            .Should().ThrowExactly<FileNotFoundException>().Which.FileName.Should().Be(FilePath);

    [Fact]
    public void A_refused_file_is_closed()
    {
        File.WriteAllBytes(FilePath, [1, 2, 3]);
        FluentActions.Invoking(() => SafetensorsFile.Open(FilePath)).Should().Throw<InvalidDataException>();

        using FileStream exclusive = new(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        exclusive.Length.Should().Be(3);
    }

    private SafetensorsFile Open(string header, params ReadOnlySpan<byte> data)
    {
        File.WriteAllBytes(FilePath, RawSafetensors.Bytes(header, data));
        return SafetensorsFile.Open(FilePath);
    }

    private float[] ReadHalves(string dataType, ushort[] bits)
    {
        byte[] data = [.. bits.SelectMany(b => new[] { (byte)b, (byte)(b >> 8) })];
        using SafetensorsFile file = Open(
            $$$"""{"n":{"dtype":"{{{dataType}}}","shape":[{{{bits.Length}}}],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        return file.Read("n").ToFloats();
    }

    private static float Power(int exponent) => MathF.ScaleB(1, exponent);
}
