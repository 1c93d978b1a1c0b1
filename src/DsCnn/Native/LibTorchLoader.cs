using System.Runtime.InteropServices;
using TorchSharp;

namespace DsCnn.Native;

/// <summary>Loads libtorch's files into the process, so that TorchSharp, which asks for them by name, finds them.</summary>
/// <remarks>
/// Nothing here may use a member of <c>torch</c>: its static constructor loads libtorch in TorchSharp's way, and if that
/// fails, it prints a long trace, copies half a gigabyte, and stays broken for the lifetime of the process.
/// </remarks>
internal sealed class LibTorchLoader(Func<IReadOnlyList<string>> folders)
{
    internal const string ImportName = "LibTorchSharp";

    private const string CpuFile = "libtorch_cpu.so";

    // In dependency order; in a CUDA build, the last one loads the CUDA libraries too.
    private static readonly string[] _libTorchFiles = ["libc10.so", CpuFile, "libtorch.so"];

    private readonly Lock _gate = new();
    private nint _handle;
    private bool _isLoading;

    internal static LibTorchLoader Default { get; } = new(LibTorchFolders.Find);

    /// <summary>Loads what is not loaded yet. On systems other than Linux, TorchSharp's own loading is used.</summary>
    /// <returns>The handle of <c>libLibTorchSharp.so</c>; 0 on other systems.</returns>
    /// <exception cref="DllNotFoundException">Two lines: why it cannot be loaded, and what to do.</exception>
    internal nint Load()
    {
        if (!OperatingSystem.IsLinux()) return 0;
        lock (_gate)
        {
            // The lock is reentrant: asking for the library by name can lead back here through ResolveImport.
            if (_handle != 0 || _isLoading) return _handle;
            _isLoading = true;
            try
            {
                return _handle = LoadOnce();
            }
            finally
            {
                _isLoading = false;
            }
        }
    }

    /// <summary>Handles the runtime's request for a native library it did not find; returns 0 for other libraries.</summary>
    internal nint ResolveImport(string name)
    {
        // Nobody asked for the CPU's libtorch here, so a notebook that may use CUDA is left to TorchSharp.
        if (name != ImportName || LibTorchFolders.IsNotebookWithCudaPackages()) return 0;
        try
        {
            return Load();
        }
        catch (DllNotFoundException)
        {
            // The runtime raises its own error; EnsureLoaded explains it.
            return 0;
        }
    }

    private nint LoadOnce()
    {
        IReadOnlyList<string> searched = folders();
        string? libTorch = searched.FirstOrDefault(folder => _libTorchFiles.All(file => File.Exists(Path.Combine(folder, file))));
        string? path = searched.Select(folder => Path.Combine(folder, LibTorchSharpPatch.FileName)).FirstOrDefault(File.Exists);

        // The application may have its own setup, such as a libtorch that came with Python.
        if (libTorch is null || path is null)
        {
            return TryLoadByName(out nint found) ? found
                : throw LoadFailure.NoFolder(libTorch is null ? CpuFile : LibTorchSharpPatch.FileName, searched);
        }
        if (LibraryFile.FindLoaded(CpuFile) is { } loaded && !LibraryFile.IsSame(loaded, Path.Combine(libTorch, CpuFile)))
            return TryLoadByName(out nint found) ? found : throw LoadFailure.OtherLibTorch(loaded);

        foreach (string file in _libTorchFiles) LoadFile(Path.Combine(libTorch, file));
        RequireComplete(path);
        if (TryLoadByName(out nint regular)) return regular;

        nint handle = NativeLibrary.TryLoad(path, out nint original) ? original : LoadPatched(path);
        return TryLoadByName(out _) ? handle : throw LoadFailure.NotFoundByTorchSharp(path);
    }

    private static bool TryLoadByName(out nint handle) => NativeLibrary.TryLoad(ImportName, typeof(torch).Assembly, null, out handle);

    private static nint LoadFile(string path)
    {
        RequireComplete(path);
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException error)
        {
            throw LoadFailure.FromLinker(path, error);
        }
    }

    private static nint LoadPatched(string path)
    {
        // If the version was not the problem, report the linker's reason for the original file.
        if (!TryPatch(path, out byte[] patched)) return LoadFile(path);
        try
        {
            return LibraryImage.Load(patched, LibraryImage.Places);
        }
        catch (DllNotFoundException error)
        {
            throw LoadFailure.FromLinker(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw LoadFailure.NoPlace(error);
        }
    }

    private static bool TryPatch(string path, out byte[] image)
    {
        try
        {
            image = LibTorchSharpPatch.Read(path);
            return LibTorchSharpPatch.Patch(image);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw LoadFailure.Unreadable(path, error);
        }
    }

    private static void RequireComplete(string path)
    {
        try
        {
            LibraryFile.RequireComplete(path);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw LoadFailure.Unreadable(path, error);
        }
    }
}
