using System.IO.Compression;
using System.Text;

namespace DsCnn.Tests;

/// <summary>Files of torch.save that are broken or made to harm: a reason on one line, nothing run, no more memory than the file is worth.</summary>
public sealed class HostilePyTorchFileTests : IDisposable
{
    private const long Slack = 2_000_000;

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("a.pth");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("code.pth", "its \"b\" is made by \"posix.system\", which no weights need; nothing was executed.*")]
    [InlineData("code-legacy.pth", "its \"b\" is made by \"posix.system\", which no weights need; nothing was executed.*")]
    [InlineData("whole-model.pth", "what it holds is made by \"torch.nn.modules.container.Sequential\", which no weights need*save only the weights*")]
    [InlineData("complex.pth", "\"a\" must be float32, float16 or bfloat16. Received: complex64.")]
    [InlineData("double.pth", "\"a\" must be float32, float16 or bfloat16. Received: float64.")]
    [InlineData("integers.pth", "\"a\" must be float32, float16 or bfloat16. Received: int32.")]
    [InlineData("list.pth", "it holds no dict of named tensors.*")]
    public void What_is_no_state_dict_is_refused(string file, string message)
    {
        Refuse(InteropFixtures.FilePath(file), message);
        File.Exists("dscnn-was-here").Should().BeFalse();
    }

    [Theory]
    [InlineData("PK")]
    [InlineData("GIF89a, and more than nine bytes")]
    public void Other_formats_are_refused(string content)
    {
        File.WriteAllText(FilePath, content);
        Refuse(FilePath, "expected a file of torch.save or safetensors. It is neither*");
    }

    [Theory]
    [InlineData("kinds.pth")]
    [InlineData("kinds-legacy.pth")]
    public void A_file_cut_short_anywhere_is_refused(string fixture)
    {
        byte[] file = File.ReadAllBytes(InteropFixtures.FilePath(fixture));
        for (int length = 0; length < file.Length; length += 7)
        {
            File.WriteAllBytes(FilePath, file[..length]);
            Refuse(FilePath, "*");
        }
    }

    [Theory]
    [InlineData("kinds.pth")]
    [InlineData("kinds-legacy.pth")]
    [InlineData("checkpoint.pth")]
    [InlineData("training.pth")]
    [InlineData("training-protocol5-legacy.pth")]
    public void A_file_with_changed_bytes_is_read_or_refused(string fixture)
    {
        byte[] original = File.ReadAllBytes(InteropFixtures.FilePath(fixture));
        var random = new Random(1);
        for (int i = 0; i < 400; i++)
        {
            byte[] file = [.. original];
            for (int n = random.Next(1, 4); n > 0; n--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(FilePath, file);
            try
            {
                ReadWithinBounds(FilePath);
            }
            catch (InvalidDataException invalid)
            {
                invalid.Message.Should().StartWith(FilePath).And.NotContainAny("\n", "\r");
            }
        }
    }

    [Fact]
    public void A_compressed_entry_is_refused_before_it_can_grow()
    {
        const int elements = 25_000_000;
        WriteZip(Pickle.StateDict(("a", Pickle.Tensor("0", elements, 0, [elements], [1]))), new byte[4 * elements], CompressionLevel.Optimal);
        Refuse(FilePath, "the entry \"archive/data/0\" is compressed, which torch.save never does.");
    }

    [Fact]
    public void A_storage_that_is_not_there_is_refused()
    {
        WriteZip(Pickle.StateDict(("a", Pickle.Tensor("0", 500_000_000, 0, [1], [1]))), new byte[16]);
        Refuse(FilePath, "the entry \"archive/data/0\" must have 2000000000 bytes for 500000000 x float32. Received: 16.");
    }

    [Theory]
    [InlineData(4, 1, new long[] { 4 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { 5 }, new long[] { 1 })]
    [InlineData(4, -1, new long[] { 2 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { 2, 2 }, new long[] { 3, 1 })]
    [InlineData(4, 0, new long[] { 1_000_000_000 }, new long[] { 0 })]
    [InlineData(4, 0, new long[] { int.MaxValue, int.MaxValue, int.MaxValue }, new long[] { int.MaxValue, 1, 1 })]
    [InlineData(4, 0, new long[] { 2 }, new long[] { long.MaxValue })]
    [InlineData(4, 0, new long[] { 2 }, new long[] { -1 })]
    [InlineData(4, 0, new long[] { -2 }, new long[] { 1 })]
    [InlineData(4, long.MaxValue, new long[] { 0 }, new long[] { 1 })]
    public void A_view_outside_its_storage_is_refused(long elements, long offset, long[] size, long[] strides)
    {
        WriteZip(Pickle.StateDict(("a", Pickle.Tensor("0", elements, offset, size, strides))), new byte[4 * elements]);
        Refuse(FilePath, "a tensor of * with offset * and strides * does not fit its storage of 4 numbers.");
    }

    [Fact]
    public void Views_that_repeat_a_storage_are_refused_when_they_outgrow_the_file()
    {
        const int elements = 250_000;
        (string, string)[] tensors =
            [.. Enumerable.Range(0, 1000).Select(i => ($"t{i}", Pickle.Tensor("0", elements, 0, [500, 500], [1, 500])))];
        WriteZip(Pickle.StateDict(tensors), new byte[4 * elements]);
        Refuse(FilePath, "\"t1\" would need 1000000 bytes, but only * are left in the file.*");
    }

    [Fact]
    public void A_storage_described_in_two_ways_is_refused()
    {
        WriteZip(Pickle.StateDict(("a", Pickle.Tensor("0", 4, 0, [4], [1])), ("b", Pickle.Tensor("0", 2, 0, [2], [1]))), new byte[16]);
        Refuse(FilePath, "its storage \"0\" is described in two ways.");
    }

    [Fact]
    public void Duplicate_names_are_refused()
    {
        string tensor = Pickle.Tensor("0", 4, 0, [4], [1]);
        WriteZip(Pickle.StateDict(("a", tensor), ("a", tensor)), new byte[16]);
        Refuse(FilePath, "the tensor \"a\" occurs in it twice.");
    }

    [Fact]
    public void Duplicate_entries_are_refused()
    {
        using (var archive = new ZipArchive(File.Create(FilePath), ZipArchiveMode.Create))
        {
            archive.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression);
            archive.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression);
        }

        Refuse(FilePath, "the entry \"archive/data.pkl\" occurs in its zip archive twice.");
    }

    [Theory]
    [InlineData("cos\nsystem\nX\u0002\0\0\0ls\u0085R.", "what it holds is made by \"os.system\"*nothing was executed*")]
    [InlineData("cbuiltins\neval\n.", "what it holds is made by \"builtins.eval\"*")]
    [InlineData("}X\u0005\0\0\0modelcos\nsystem\nX\u0002\0\0\0ls\u0085Rs.", "its \"model\" is made by \"os.system\"*nothing was executed*")]
    [InlineData("\u0082\u0001.", "its pickle uses instruction 0x82, which reaches outside the file*nothing was executed*")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R.", "its pickle calls torch._utils._rebuild_tensor_v2 with arguments of the wrong kind.")]
    [InlineData("K\u0001)R.", "its pickle calls something that is not a function; nothing was executed.")]
    [InlineData("K\u0001Q.", "its pickle refers to a storage in an unknown form*")]
    [InlineData("cos\nsystem", "its pickle is cut short*")]
    [InlineData("(cos\nsystem\no.", "what it holds is made by \"os.system\"*")]
    [InlineData("(S'x'\nios\nsystem\n.", "what it holds is made by \"os.system\"*")]
    [InlineData("S'ls'\ncos\nsystem\n\u0081.", "its pickle calls something without arguments*")]
    [InlineData("X\u00ff\u00ff\u00ff\u007f", "its pickle is cut short*")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff", "its pickle is cut short*")]
    [InlineData("h\u0001.", "its pickle recalls a value that does not exist*")]
    [InlineData("t.", "its pickle closes a list that was not opened*")]
    [InlineData("}(K\u0001u.", "its pickle sets a key without a value*")]
    [InlineData("K\u0001(00.", "its pickle uses a value that does not exist*")]
    [InlineData("K\u0001(\u0085.", "its pickle uses a value that does not exist*")]
    [InlineData("}K\u0001K\u0001s.", "it holds no dict of named tensors.*")]
    [InlineData(".", "its pickle uses a value that does not exist*")]
    public void A_pickle_that_asks_for_more_than_tensors_is_refused(string pickle, string message)
    {
        WriteZip(pickle, []);
        Refuse(FilePath, message);
    }

    [Theory]
    [InlineData("}", "its pickle has over 1000000 instructions*")]
    [InlineData("(", "its pickle has over 1000000 instructions*")]
    [InlineData("2", "its pickle uses a value that does not exist*")]
    [InlineData("]q\u0001", "its pickle has over 1000000 instructions*")]
    public void A_pickle_of_millions_of_instructions_is_stopped(string instruction, string message)
    {
        WriteZip(string.Concat(Enumerable.Repeat(instruction, 1_200_000)), []);
        Refuse(FilePath, message, slack: 150_000_000);
    }

    [Fact]
    public void A_pickle_larger_than_any_networks_is_not_read()
    {
        WriteZip(new string('}', 34_000_000), []);
        Refuse(FilePath, "its pickle is longer than 33554432 bytes.");
    }

    private static void Refuse(string path, string message, long slack = Slack)
    {
        Action read = () => ReadWithinBounds(path, slack);
        string text = read.Should().Throw<InvalidDataException>().WithMessage($"{path}: {message}").Which.Message;
        text.Should().NotContainAny("\n", "\r");
    }

    /// <summary>Reads, and demands that no more was allocated than the file's length three times over and a little.</summary>
    private static void ReadWithinBounds(string path, long slack = Slack)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            ForeignWeights.Read(path);
        }
        finally
        {
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            allocated.Should().BeLessThan((3 * new FileInfo(path).Length) + slack);
        }
    }

    private void WriteZip(string pickle, byte[] storage, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var archive = new ZipArchive(File.Create(FilePath), ZipArchiveMode.Create);
        Add("archive/data.pkl", Encoding.Latin1.GetBytes(pickle), CompressionLevel.NoCompression);
        Add("archive/data/0", storage, level);

        void Add(string name, byte[] bytes, CompressionLevel entryLevel)
        {
            using Stream entry = archive.CreateEntry(name, entryLevel).Open();
            entry.Write(bytes);
        }
    }
}
