using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Text;

namespace DsCnn.Tests.Native;

public sealed class LibTorchSharpPatchTests
{
    private static readonly DateTime _longAgo = new(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    [LinuxFact]
    public void The_build_has_patched_the_file_in_the_output_and_kept_its_time()
    {
        byte[] image = File.ReadAllBytes(RealLibrary.OutputPath);

        image[RealLibrary.FlagsOffset(image)].Should().Be(2);
        File.GetLastWriteTimeUtc(RealLibrary.OutputPath).Should().BeBefore(File.GetLastWriteTimeUtc(typeof(LibTorchSharpPatchTests).Assembly.Location));
    }

    [LinuxFact]
    public void The_real_file_changes_in_one_bit()
    {
        byte[] original = RealLibrary.Original();
        byte[] patched = [.. original];

        LibTorchSharpPatch.Patch(patched).Should().BeTrue();

        int[] changed = [.. Enumerable.Range(0, original.Length).Where(i => original[i] != patched[i])];
        changed.Should().Equal(RealLibrary.FlagsOffset(original));
        patched[changed[0]].Should().Be((byte)(original[changed[0]] | 2));
    }

    [LinuxFact]
    public void A_second_run_does_nothing()
    {
        byte[] image = RealLibrary.Original();
        LibTorchSharpPatch.Patch(image);
        byte[] once = [.. image];

        LibTorchSharpPatch.Patch(image).Should().BeFalse();
        image.Should().Equal(once);
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void A_file_keeps_its_time_and_access_rights()
    {
        using TemporaryFolder folder = new();
        string path = WriteOriginal(folder);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        UnixFileMode mode = File.GetUnixFileMode(path);

        LibTorchSharpPatch.PatchFile(path).Should().BeTrue();

        File.GetLastWriteTimeUtc(path).Should().Be(_longAgo);
        File.GetUnixFileMode(path).Should().Be(mode);
        Directory.GetFiles(folder.FullPath).Should().Equal(path);
    }

    [LinuxFact]
    public void A_patched_file_is_not_written_again()
    {
        using TemporaryFolder folder = new();
        string path = WriteOriginal(folder);
        LibTorchSharpPatch.PatchFile(path);
        DateTime created = File.GetCreationTimeUtc(path);

        LibTorchSharpPatch.PatchFile(path).Should().BeFalse();
        File.GetCreationTimeUtc(path).Should().Be(created);
    }

    [LinuxFact]
    public void What_a_symbolic_link_points_to_stays_as_it_is()
    {
        using TemporaryFolder folder = new();
        string package = WriteOriginal(folder);
        string link = folder.File("link.so");
        File.CreateSymbolicLink(link, package);

        LibTorchSharpPatch.PatchFile(link).Should().BeTrue();

        File.ReadAllBytes(package).Should().Equal(RealLibrary.Original());
        new FileInfo(link).LinkTarget.Should().BeNull();
        LibTorchSharpPatch.PatchFile(link).Should().BeFalse();
        File.GetLastWriteTimeUtc(link).Should().Be(_longAgo);
    }

    [LinuxFact]
    public void A_file_without_the_version_is_left_alone()
    {
        byte[] other = RealLibrary.Original();
        int name = other.AsSpan().IndexOf(Encoding.ASCII.GetBytes(LibTorchSharpPatch.Version + "\0"));
        other[name + LibTorchSharpPatch.Version.Length - 1] = (byte)'1';
        byte[] before = [.. other];

        LibTorchSharpPatch.Patch(other).Should().BeFalse();
        other.Should().Equal(before);
        LibTorchSharpPatch.Patch(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libc10.so"))).Should().BeFalse();
        LibTorchSharpPatch.Patch(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libtorch.so"))).Should().BeFalse();
    }

    [LinuxFact]
    public void A_file_without_sections_has_nothing_to_patch()
    {
        byte[] image = RealLibrary.Original();
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(0x28), 0);

        LibTorchSharpPatch.Patch(image).Should().BeFalse();
    }

    [LinuxFact]
    public void A_truncated_file_is_refused_wherever_it_is_cut()
    {
        byte[] original = RealLibrary.Original();
        IEnumerable<int> lengths = Enumerable.Range(0, 80).Concat(Enumerable.Range(0, 200).Select(i => (int)(original.LongLength * i / 200)))
            .Append(original.Length - 1);

        foreach (int length in lengths)
        {
            Action patch = () => LibTorchSharpPatch.Patch(original[..length]);
            patch.Should().Throw<InvalidDataException>($"{length} of {original.Length} bytes are left").WithMessage("Expected *. Received: *");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ this is no ELF file, whatever its name says, and it is longer than an ELF header has to be")]
    [InlineData("\u007fELF\u0001\u0001 is the beginning of a 32-bit file, which TorchSharp does not come as; and some more text")]
    public void A_file_that_is_no_64_bit_ELF_is_refused_and_left_alone(string text)
    {
        using TemporaryFolder folder = new();
        string path = folder.File(LibTorchSharpPatch.FileName);
        File.WriteAllText(path, text, Encoding.Latin1);

        Action patch = () => LibTorchSharpPatch.PatchFile(path);

        patch.Should().Throw<InvalidDataException>().WithMessage("Expected *. Received: *");
        File.ReadAllText(path, Encoding.Latin1).Should().Be(text);
        Directory.GetFiles(folder.FullPath).Should().Equal(path);
    }

    [LinuxFact]
    public void Corrupt_headers_end_in_the_documented_exception_or_in_an_answer()
    {
        byte[] original = RealLibrary.Original();
        int needs = RealLibrary.FlagsOffset(original) & ~0xfff;
        int sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(original.AsSpan(0x28));
        (int Start, int Length)[] regions = [(0, 64), (sections, original.Length - sections), (needs, 0x1000)];
        Random random = new(20240511);
        byte[] image = [.. original];

        for (int round = 0; round < 3000; round++)
        {
            (int start, int length) = regions[round % regions.Length];
            for (int i = random.Next(1, 9); i > 0; i--) image[start + random.Next(length)] = (byte)random.Next(256);
            PatchOrRefuse(image);
            original.AsSpan(start, length).CopyTo(image.AsSpan(start));
        }
    }

    [LinuxFact]
    public void Needs_that_point_back_at_each_other_are_refused_in_bounded_time()
    {
        byte[] image = RealLibrary.Original();
        int entry = RealLibrary.FlagsOffset(image) - 4;
        // The entry names another version, and every following one is read from the middle of the one before.
        for (int at = entry; at < entry + 64; at += 2) BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(entry + 12), uint.MaxValue);

        Action patch = () => LibTorchSharpPatch.Patch(image);

        patch.Should().Throw<InvalidDataException>();
    }

    private static void PatchOrRefuse(byte[] image)
    {
        try
        {
            LibTorchSharpPatch.Patch(image);
        }
        catch (InvalidDataException)
        {
            // The documented answer to a corrupt file.
        }
    }

    private static string WriteOriginal(TemporaryFolder folder)
    {
        string path = folder.File(LibTorchSharpPatch.FileName);
        File.WriteAllBytes(path, RealLibrary.Original());
        File.SetLastWriteTimeUtc(path, _longAgo);
        return path;
    }
}
