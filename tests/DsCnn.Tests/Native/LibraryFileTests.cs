namespace DsCnn.Tests.Native;

public sealed class LibraryFileTests
{
    [LinuxFact]
    public void The_files_of_libtorch_are_complete()
    {
        foreach (string path in Directory.GetFiles(AppContext.BaseDirectory, "lib*torch*.so").Append(Path.Combine(AppContext.BaseDirectory, "libc10.so")))
        {
            Action check = () => LibraryFile.RequireComplete(path);
            check.Should().NotThrow(path);
        }
    }

    [LinuxFact]
    public void A_file_cut_where_the_linker_would_map_it_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("cut.so");
        byte[] original = RealLibrary.Original();
        int mapped = original.Length * 3 / 4;

        for (int i = 0; i < 50; i++)
        {
            int length = (int)((long)mapped * i / 50);
            File.WriteAllBytes(path, original[..length]);
            Action check = () => LibraryFile.RequireComplete(path);
            check.Should().Throw<InvalidDataException>($"{length} bytes are left").WithMessage("Expected *. Received: *");
        }
    }

    [LinuxFact]
    public void The_loaded_libtorch_is_found_with_its_path()
    {
        NativeBackend.EnsureLoaded();

        string? loaded = LibraryFile.FindLoaded("libtorch_cpu.so");

        loaded.Should().NotBeNull();
        LibraryFile.IsSame(loaded!, Path.Combine(AppContext.BaseDirectory, "libtorch_cpu.so")).Should().BeTrue();
        LibraryFile.IsSame(loaded!, Path.Combine(AppContext.BaseDirectory, "libc10.so")).Should().BeFalse();
        LibraryFile.FindLoaded("libnosuchthing.so").Should().BeNull();
    }
}
