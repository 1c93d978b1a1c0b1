using System.Buffers.Binary;
using FsCheck.Xunit;

namespace DsCnn.Tests;

/// <summary>Files that are damaged or made to harm: refused with a reason, before anything is allocated for them.</summary>
public sealed class HostileSafetensorsTests : IDisposable
{
    private const string NoHeader = "the header is not that of a safetensors file. ";

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("a.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_file_too_short_for_a_length_is_refused(int bytes) =>
        ShouldBeRefused(new byte[bytes], $"expected a safetensors file, which has at least 8 bytes. Received: {bytes}.");

    [Theory]
    [InlineData(3)]
    [InlineData(100_000_000)]
    [InlineData(int.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void A_header_longer_than_the_file_is_refused(ulong length)
    {
        byte[] file = RawSafetensors.Bytes("{}");
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);

        ShouldBeRefused(
            file,
            $"expected a safetensors file, but its first 8 bytes declare a header of {length} bytes, and only 2 follow. " +
            "It is truncated or has a different format.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("{")]
    [InlineData("""{"a":{}}x""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],}}""")]
    public void A_header_that_is_no_JSON_is_refused(string header) => ShouldBeRefusedLike(RawSafetensors.Bytes(header, 0), NoHeader + "*");

    [Fact]
    public void A_header_in_broken_Unicode_is_refused()
    {
        ShouldBeRefusedLike(RawSafetensors.Bytes("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 0), NoHeader + "*");
        byte[] file = RawSafetensors.Bytes("""{"?":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 0);
        file[8 + 2] = 0xFF;
        ShouldBeRefusedLike(file, NoHeader + "*");
    }

    [Fact]
    public void A_header_nested_beyond_reason_is_refused() =>
        ShouldBeRefusedLike(RawSafetensors.Bytes("{\"a\":" + new string('[', 1_000_000)), NoHeader + "*");

    public static TheoryData<string, string> Headers => new()
    {
        { "[]", NoHeader + "header: expected an object { ... }. Received: []." },
        { "null", NoHeader + "header: expected an object { ... }. Received: null." },
        { """{"a":1}""", NoHeader + "\"a\": expected an object { ... }. Received: 1." },
        { """{"__metadata__":[]}""", NoHeader + "__metadata__: expected an object { ... }. Received: []." },
        { """{"__metadata__":{"k":3}}""", NoHeader + "__metadata__.k: expected a string. Received: 3." },
        { """{"__metadata__":{"k":null}}""", NoHeader + "__metadata__.k: expected a string. Received: null." },
        { """{"__metadata__":{"k":"a","k":"b"}}""", "\"k\" occurs in __metadata__ twice." },
        { """{"__metadata__":{"k":"a"},"__metadata__":{"l":"b"}}""", "__metadata__ occurs in the header twice." },
        { $"{{{Tensor("a", "U8", "1", "0,1")},{Tensor("a", "U8", "1", "1,2")}}}", "the tensor \"a\" occurs in the header twice." },
        {
            """{"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}""",
            "\"a\".dtype occurs in the header twice."
        },
        { Header("F8", "1", "0,1"), "\"a\" has the unknown dtype \"F8\"." },
        { Header("f32", "1", "0,4"), "\"a\" has the unknown dtype \"f32\"." },
        { """{"a":{"dtype":5,"shape":[1],"data_offsets":[0,1]}}""", NoHeader + "\"a\".dtype: expected a string. Received: 5." },
        { Header("U8", "-1", "0,1"), "\"a\" has the negative extent -1." },
        { Header("U8", "-1,-1", "0,1"), "\"a\" has the negative extent -1." },
        { Header("U8", "0,-5", "0,0"), "\"a\" has the negative extent -5." },
        { Header("U8", "4294967296", "0,0"), NoHeader + "\"a\".shape: expected a whole number. Received: 4294967296." },
        { Header("U8", "1.0", "0,1"), NoHeader + "\"a\".shape: expected a whole number. Received: 1.0." },
        { Header("U8", "\"1\"", "0,1"), NoHeader + "\"a\".shape: expected a whole number. Received: \"1\"." },
        { """{"a":{"dtype":"U8","shape":"1","data_offsets":[0,1]}}""", NoHeader + "\"a\".shape: expected an array [ ... ]. Received: \"1\"." },
        { """{"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}""", NoHeader + "\"a\".shape: expected an array [ ... ]. Received: 1." },
        {
            Header("F32", "2147483647,2147483647,2147483647", "0,4"),
            "\"a\" of 2147483647 x 2147483647 x 2147483647 is larger than 2147483591 bytes."
        },
        {
            // The product is 2^64, which is 0 in 64 bits.
            Header("U8", "65536,65536,65536,65536", "0,0"),
            "\"a\" of 65536 x 65536 x 65536 x 65536 is larger than 2147483591 bytes."
        },
        { Header("F32", "1", "4,0"), "\"a\" of 1 F32 takes 4 bytes, but its data_offsets are 4 and 0." },
        { Header("F32", "1", "-4,0"), "\"a\" of 1 F32 takes 4 bytes, but its data_offsets are -4 and 0." },
        { Header("F32", "2,3", "0,20"), "\"a\" of 2 x 3 F32 takes 24 bytes, but its data_offsets are 0 and 20." },
        { Header("F32", "", "0,8"), "\"a\" of one number F32 takes 4 bytes, but its data_offsets are 0 and 8." },
        {
            // The difference is 1 in 64 bits.
            Header("U8", "1", "9223372036854775807,-9223372036854775808"),
            "\"a\" begins at byte 9223372036854775807 of the data, but the tensor before it ends at 0."
        },
        { Header("U8", "1", "0,9223372036854775808"), NoHeader + "\"a\".data_offsets: expected a whole number. Received: 9223372036854775808." },
        { Header("U8", "1", "0"), "\"a\" needs dtype, shape and two data_offsets." },
        { Header("U8", "1", "0,1,2"), "\"a\" needs dtype, shape and two data_offsets." },
        { """{"a":{"dtype":"U8","shape":[1]}}""", "\"a\" needs dtype, shape and two data_offsets." },
        { """{"a":{"dtype":"U8","data_offsets":[0,1]}}""", "\"a\" needs dtype, shape and two data_offsets." },
        { """{"a":{"shape":[1],"data_offsets":[0,1]}}""", "\"a\" needs dtype, shape and two data_offsets." },
        { """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}}""", "\"a\".x is not a member of a safetensors header." },
        { Header("F32", "1", "4,8"), "\"a\" begins at byte 4 of the data, but the tensor before it ends at 0." },
        {
            $"{{{Tensor("a", "F32", "1", "0,4")},{Tensor("b", "F32", "1", "2,6")}}}",
            "\"b\" begins at byte 2 of the data, but the tensor before it ends at 4."
        },
        {
            $"{{{Tensor("a", "F32", "1", "0,4")},{Tensor("b", "U8", "1", "5,6")}}}",
            "\"b\" begins at byte 5 of the data, but the tensor before it ends at 4."
        },
        { Header("F32", "2", "0,8"), "the file is cut short: its header declares 8 bytes of tensors, but only 6 follow." },
        { Header("U8", "5", "0,5"), "the file has 1 bytes after its last tensor." },
        { "{}", "the file has 6 bytes after its last tensor." },
        { """{"a\nb":{}}""", "\"a b\" needs dtype, shape and two data_offsets." },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_that_does_not_describe_its_6_bytes_of_data_is_refused(string header, string message) =>
        ShouldBeRefused(RawSafetensors.Bytes(header, 1, 2, 3, 4, 5, 6), message);

    [Fact]
    public void Announced_tensors_cost_no_memory()
    {
        byte[] huge = RawSafetensors.Bytes(Header("F32", "500000000", "0,2000000000"), 1, 2, 3, 4);
        byte[] longHeader = RawSafetensors.Bytes("{}");
        BinaryPrimitives.WriteUInt64LittleEndian(longHeader, 99_000_000);

        foreach (byte[] file in new[] { huge, longHeader })
        {
            File.WriteAllBytes(FilePath, file);
            long before = GC.GetAllocatedBytesForCurrentThread();
            FluentActions.Invoking(() => SafetensorsFile.Open(FilePath)).Should().ThrowExactly<InvalidDataException>();
            FluentActions.Invoking(() => ModelFile.Read(file)).Should().ThrowExactly<InvalidDataException>();
            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(2_000_000);
        }
    }

    [Property(Arbitrary = [typeof(Corruption)], Replay = "20240613,23", MaxTest = 2000)]
    public void A_file_corrupted_at_random_is_read_or_refused(CorruptFile corrupt)
    {
        File.WriteAllBytes(FilePath, [.. corrupt.Bytes]);
        ReadOrRefuse(() =>
        {
            using SafetensorsFile file = SafetensorsFile.Open(FilePath);
            file.ReadAll();
        });
        ReadOrRefuse(() => ModelFile.Read(FilePath));
        ReadOrRefuse(() => ModelFile.Read(corrupt.Bytes.ToArray()));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        new ModelFile(Models.Linear(), Models.CountingWeights(Models.Linear())).Write(FilePath);
        byte[] whole = File.ReadAllBytes(FilePath);

        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            FluentActions.Invoking(() => ModelFile.Read(FilePath)).Should().ThrowExactly<InvalidDataException>();
            FluentActions.Invoking(() => ModelFile.Read(whole.AsMemory(0, length))).Should().ThrowExactly<InvalidDataException>();
        }
    }

    private static void ReadOrRefuse(Action read)
    {
        try
        {
            read();
        }
        catch (InvalidDataException refusal)
        {
            refusal.Message.Should().NotContain("\n");
        }
    }

    private static string Header(string dataType, string shape, string offsets) => $"{{{Tensor("a", dataType, shape, offsets)}}}";

    private static string Tensor(string name, string dataType, string shape, string offsets) =>
        $$"""
        "{{name}}":{"dtype":"{{dataType}}","shape":[{{shape}}],"data_offsets":[{{offsets}}]}
        """;

    private void ShouldBeRefused(byte[] file, string message) => Refusal(file).Message.Should().Be($"{FilePath}: {message}");

    private void ShouldBeRefusedLike(byte[] file, string message) => Refusal(file).Message.Should().Match($"{FilePath}: {message}");

    private InvalidDataException Refusal(byte[] file)
    {
        File.WriteAllBytes(FilePath, file);
        InvalidDataException refusal = FluentActions.Invoking(() => SafetensorsFile.Open(FilePath)).Should().ThrowExactly<InvalidDataException>().Which;
        FluentActions.Invoking(() => ModelFile.Read(file)).Should().ThrowExactly<InvalidDataException>()
            .Which.Message.Should().Be(refusal.Message.Replace(FilePath, "The model file", StringComparison.Ordinal));
        return refusal;
    }
}
