using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace DsCnn.Tests.Native;

public sealed class PatchedCopyTests
{
    private static readonly byte[] _content = [1, 2, 3, 4, 5];

    [Fact]
    public void The_copy_is_named_by_the_hash_of_its_content()
    {
        using TemporaryFolder folder = new();

        string path = PatchedCopy.Store(folder.File("cache"), _content);

        Path.GetFileName(path).Should().Be($"libLibTorchSharp-{Convert.ToHexStringLower(SHA256.HashData(_content))}.so");
        File.ReadAllBytes(path).Should().Equal(_content);
        Directory.GetFiles(folder.File("cache")).Should().Equal(path);
    }

    [Fact]
    public void A_good_copy_is_used_again()
    {
        using TemporaryFolder folder = new();
        string path = PatchedCopy.Store(folder.File("cache"), _content);
        DateTime written = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, written);

        PatchedCopy.Store(folder.File("cache"), _content).Should().Be(path);
        File.GetLastWriteTimeUtc(path).Should().Be(written);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 4, 6 })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[0])]
    public void A_copy_with_other_content_is_replaced(byte[] other)
    {
        using TemporaryFolder folder = new();
        string path = PatchedCopy.Store(folder.File("cache"), _content);
        File.WriteAllBytes(path, other);

        PatchedCopy.Store(folder.File("cache"), _content);

        File.ReadAllBytes(path).Should().Equal(_content);
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void A_folder_that_others_can_write_into_is_refused()
    {
        using TemporaryFolder folder = new();
        File.SetUnixFileMode(folder.FullPath, (UnixFileMode)0b111_111_111);

        Action store = () => PatchedCopy.Store(folder.FullPath, _content);

        store.Should().Throw<UnauthorizedAccessException>();
        Directory.GetFiles(folder.FullPath).Should().BeEmpty();
    }

    [LinuxFact]
    public void Without_a_usable_cache_the_copy_is_loaded_from_a_temporary_folder_that_goes_away()
    {
        using TemporaryFolder folder = new();
        string blocked = folder.File("a file where a folder should be");
        File.WriteAllText(blocked, "");
        NativeBackend.EnsureLoaded();

        nint handle = new PatchedCopy([Path.Combine(blocked, "cache")]).Load(File.ReadAllBytes(RealLibrary.OutputPath));

        handle.Should().NotBe(0);
    }

    [LinuxFact]
    public void A_library_the_linker_refuses_is_reported()
    {
        using TemporaryFolder folder = new();

        Action load = () => new PatchedCopy([folder.File("cache")]).Load(_content);

        load.Should().Throw<DllNotFoundException>().WithMessage("*file too short*");
    }
}
