using SkiaSharp;

namespace DsCnn.Data;

/// <summary>The native library of SkiaSharp, which the application provides.</summary>
internal static class ImageLibrary
{
    /// <summary>Checks for the library before the first file is read, because a missing library is not the file's fault.</summary>
    internal static void EnsureLoaded() => EnsureLoaded(() => SkiaSharpVersion.CheckNativeLibraryCompatible(throwIfIncompatible: true));

    internal static void EnsureLoaded(Action touch)
    {
        try
        {
            touch();
        }
        catch (Exception failure) when (failure is DllNotFoundException or TypeInitializationException
            or EntryPointNotFoundException or InvalidOperationException)
        {
            throw new DllNotFoundException(
                "Images are decoded by SkiaSharp 3, whose native library libSkiaSharp is missing or has a different version. " +
                "On Linux, reference the package SkiaSharp.NativeAssets.Linux.NoDependencies in the application, in the same version as SkiaSharp.", failure);
        }
    }
}
