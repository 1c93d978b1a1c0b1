using System.Runtime.InteropServices;

namespace DsCnn.Tests.Native;

public sealed class LibraryImageTests
{
    [LinuxFact]
    public void A_library_is_loaded_from_memory_and_no_file_is_left()
    {
        using TemporaryFolder folder = new();
        NativeBackend.EnsureLoaded();

        nint handle = LibraryImage.Load(File.ReadAllBytes(RealLibrary.OutputPath), [LibraryImage.Memory, folder.FullPath]);

        NativeLibrary.TryGetExport(handle, "THSTensor_data", out _).Should().BeTrue();
        Directory.GetFileSystemEntries(folder.FullPath).Should().BeEmpty();
    }

    [LinuxFact]
    public void Where_memory_will_not_do_a_file_that_loses_its_name_at_once_takes_its_place()
    {
        using TemporaryFolder folder = new();
        NativeBackend.EnsureLoaded();

        nint handle = LibraryImage.Load(File.ReadAllBytes(RealLibrary.OutputPath), [folder.File("missing"), folder.FullPath]);

        NativeLibrary.TryGetExport(handle, "THSTensor_data", out _).Should().BeTrue();
        Directory.GetFileSystemEntries(folder.FullPath).Should().BeEmpty();
        File.ReadAllText("/proc/self/maps").Should().MatchRegex($"{folder.FullPath}/\\.dscnn-[0-9a-f]+\\.so \\(deleted\\)");
    }

    [LinuxFact]
    public void Where_no_place_will_do_each_is_named_with_its_reason()
    {
        using TemporaryFolder folder = new();
        string missing = folder.File("missing"), file = folder.File("file");
        File.WriteAllText(file, "");

        Action load = () => LibraryImage.Load(File.ReadAllBytes(RealLibrary.OutputPath), [missing, file]);

        load.Should().Throw<IOException>().Which.Message.Should().Match($"{missing}: Could not find a part of the path *; {file}: *");
    }

    [LinuxFact]
    public void A_library_that_the_linker_refuses_is_reported_at_once()
    {
        Action load = () => LibraryImage.Load([1, 2, 3, 4, 5], [LibraryImage.Memory, "/missing"]);

        load.Should().Throw<DllNotFoundException>().WithMessage("*file too short*");
    }
}
