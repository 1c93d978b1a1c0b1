using System.Reflection;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using TorchSharp;

namespace DsCnn.Tests.Native;

[SupportedOSPlatform("linux")]
public sealed class NativeBackendTests
{
    private static readonly MethodInfo _touchTorch = typeof(torch).GetMethod(nameof(torch.get_num_threads))!;
    private static readonly MethodInfo _ensureLoaded = typeof(NativeBackend).GetMethod(nameof(NativeBackend.EnsureLoaded))!;

    [Fact]
    public void It_can_be_called_again_and_from_many_threads()
    {
        Parallel.For(0, 16, _ => NativeBackend.EnsureLoaded());

        using torch.Tensor ones = torch.ones(3);
        using torch.Tensor sum = ones.sum();
        sum.item<float>().Should().Be(3);
    }

    [LinuxFact]
    public void A_program_whose_first_line_touches_torch_runs_with_the_file_the_build_made()
    {
        using ChildProgram program = new ChildProgram(_touchTorch).WithLibTorch().WithLibTorchSharp(File.ReadAllBytes(RealLibrary.OutputPath));

        program.Run().Should().Be((0, ""));
    }

    [LinuxFact]
    public void With_the_packages_own_file_EnsureLoaded_makes_torch_work()
    {
        using ChildProgram program = new ChildProgram(_ensureLoaded, _ensureLoaded, _touchTorch)
            .WithLibTorch().WithLibTorchSharp(RealLibrary.Original());

        program.Run().Should().Be((0, ""));
        File.ReadAllBytes(program.PathOf(LibTorchSharpPatch.FileName)).Should().Equal(RealLibrary.Original());
        Directory.Exists(program.PathOf("cpu")).Should().BeFalse("TorchSharp should not have copied libtorch");
    }

    /// <summary>Copies of the patched file used to lie there; the owner of such a folder could have this process run code of theirs.</summary>
    [LinuxFact]
    public void What_others_put_where_copies_used_to_lie_is_not_looked_at_by_several_processes_at_once()
    {
        byte[] patched = RealLibrary.Original();
        LibTorchSharpPatch.Patch(patched);
        string name = $"libLibTorchSharp-{Convert.ToHexStringLower(SHA256.HashData(patched))}.so";
        using TemporaryFolder folder = new();
        string cache = Directory.CreateDirectory(folder.File("dscnn")).FullName, planted = Path.Combine(cache, name);
        File.WriteAllBytes(planted, [1, 2, 3]);
        File.SetUnixFileMode(cache, (UnixFileMode)0b111_111_111);
        DateTime written = File.GetLastWriteTimeUtc(planted);

        (int ExitCode, string Output)[] runs = [.. Enumerable.Range(0, 2).AsParallel().Select(_ =>
        {
            using ChildProgram program = new ChildProgram(_ensureLoaded, _touchTorch).WithLibTorch().WithLibTorchSharp(RealLibrary.Original());
            return program.Run(folder.FullPath);
        })];

        runs.Should().AllBeEquivalentTo((0, ""));
        Directory.GetFileSystemEntries(cache).Should().Equal(planted);
        (File.ReadAllBytes(planted), File.GetLastWriteTimeUtc(planted)).Should().BeEquivalentTo((new byte[] { 1, 2, 3 }, written));
    }

    [LinuxFact]
    public void With_the_packages_own_file_torch_works_in_a_method_that_mentions_the_library()
    {
        using ChildProgram program = new ChildProgram(_touchTorch, _ensureLoaded).WithLibTorch().WithLibTorchSharp(RealLibrary.Original());

        program.Run().Should().Be((0, ""));
    }

    [LinuxFact]
    public void Without_libtorch_it_names_the_file_and_the_package()
    {
        using ChildProgram program = new ChildProgram(_ensureLoaded).WithLibTorchSharp(RealLibrary.Original());

        ExpectTwoLines(program,
            "libtorch did not load: expected libtorch_cpu.so in one of these folders. Received: no such file in *",
            "Reference the package TorchSharp-cpu 0.107.0 (or TorchSharp-cuda-linux) in the application or notebook.");
    }

    [LinuxFact]
    public void With_a_truncated_file_it_names_the_file()
    {
        using ChildProgram program = new ChildProgram(_ensureLoaded).WithLibTorch().WithLibTorchSharp(RealLibrary.Original()[..1_000_000]);
        string path = program.PathOf(LibTorchSharpPatch.FileName);

        ExpectTwoLines(program,
            $"libtorch did not load: {path}: Expected a segment of * bytes at offset *. Received: a file of 1000000 bytes.",
            $"Delete {path} and build or restore again; it may be incomplete or have a different version.");
    }

    [LinuxFact]
    public void With_a_file_that_is_no_library_it_names_the_file()
    {
        using ChildProgram program = new ChildProgram(_ensureLoaded).WithLibTorch().WithLibTorchSharp(new byte[100]);
        string path = program.PathOf(LibTorchSharpPatch.FileName);

        ExpectTwoLines(program,
            $"libtorch did not load: {path}: Expected a 64-bit little-endian ELF file. Received: other first bytes.",
            $"Delete {path} and build or restore again; it may be incomplete or have a different version.");
    }

    private static void ExpectTwoLines(ChildProgram program, string why, string whatToDo)
    {
        (int exitCode, string output) = program.Run();

        exitCode.Should().NotBe(0);
        string[] lines = output.Split('\n');
        lines[0].Should().Match("Unhandled exception. System.DllNotFoundException: " + why);
        lines[1].Should().Be(whatToDo);
        lines[2].TrimStart().Should().MatchRegex("^(at |---> )", "the message should end after two lines");
    }
}
