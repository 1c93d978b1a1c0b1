using System.Runtime.InteropServices;
using TorchSharp;

namespace DsCnn.Native;

/// <summary>The two lines a user reads if libtorch cannot be loaded: why, and what to do.</summary>
internal static class LoadFailure
{
    // The dynamic linker's messages for a file on a file system that does not allow execution, and for one that it cannot open.
    private const string NotMapped = "failed to map segment";
    private const string NotOpened = "cannot open shared object file";

    internal static DllNotFoundException NoFolder(string file, IReadOnlyCollection<string> folders)
        => RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? Create(
                $"libtorch did not load: expected {file} in one of these folders. Received: no such file in {string.Join(", ", folders)}.",
                $"Reference the package TorchSharp-cpu {TorchSharpVersion} (or TorchSharp-cuda-linux) in the application or notebook.")
            : Create(
                $"libtorch did not load: expected a linux-x64 process. Received: {RuntimeInformation.RuntimeIdentifier}.",
                "TorchSharp has no native libraries for this processor; run on x64, or use DsCnn.Inference, which needs no libtorch.");

    internal static DllNotFoundException FromLinker(string path, DllNotFoundException error)
    {
        string reason = LinkerMessage(error);
        return Create($"libtorch did not load: {reason}", Advice(path, reason), error);
    }

    internal static DllNotFoundException Unreadable(string path, Exception error)
        => Create($"libtorch did not load: {path}: {FirstLine(error.Message)}", Replace(path), error);

    internal static DllNotFoundException NoPlace(Exception error)
        => Create(
            $"libtorch did not load: there is no place from which to load the patched {LibTorchSharpPatch.FileName}: {FirstLine(error.Message)}",
            "Set TMPDIR to a folder that can be written to and executed from.",
            error);

    /// <summary>Whether a library would load from a different path: nothing is wrong with it or its dependencies.</summary>
    internal static bool IsOfPlace(DllNotFoundException error, string pathBegins)
    {
        string reason = LinkerMessage(error);
        return reason.Contains(NotMapped, StringComparison.Ordinal)
            || (reason.StartsWith(pathBegins, StringComparison.Ordinal) && reason.Contains(NotOpened, StringComparison.Ordinal));
    }

    /// <summary>The system's own message, on one line.</summary>
    internal static string Reason(Exception error) => error is DllNotFoundException refused ? LinkerMessage(refused) : FirstLine(error.Message);

    internal static DllNotFoundException OtherLibTorch(string path)
        => Create(
            $"libtorch did not load: expected TorchSharp {TorchSharpVersion}'s. Received: another one, already loaded from {path}.",
            "Restart the process and call NativeBackend.EnsureLoaded() before anything touches torch; a process can hold only one.");

    internal static DllNotFoundException NotFoundByTorchSharp(string path)
        => Create(
            $"libtorch did not load: {path} is loaded, but TorchSharp {TorchSharpVersion} does not find it by its name.",
            $"Check that nothing else replaces {Path.GetFileName(path)}, for example in LD_LIBRARY_PATH or LD_PRELOAD.");

    internal static DllNotFoundException InitializedTooEarly(TypeInitializationException error)
        => Create(
            $"libtorch did not load: TorchSharp failed to start: {FirstLine((error.InnerException ?? error).Message)}",
            "Restart the process and call NativeBackend.EnsureLoaded() before anything touches torch; a failed start cannot be repeated.",
            error);

    internal static DllNotFoundException NotInitialized(Exception error)
        => Create(
            $"libtorch did not load: TorchSharp failed to start: {FirstLine(error.Message)}",
            $"Reference a TorchSharp-cpu or TorchSharp-cuda package of version {TorchSharpVersion} and no other version.",
            error);

    private static string TorchSharpVersion => typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "of the same version";

    private static DllNotFoundException Create(string why, string whatToDo, Exception? inner = null)
        => new(why + Environment.NewLine + whatToDo, inner);

    private static string Advice(string path, string reason)
    {
        if (reason.Contains(": version `", StringComparison.Ordinal))
            return "The library named first is older than libtorch needs; use Debian 12, Ubuntu 22.04 or newer, also as a container's base.";
        if (reason.Contains(NotOpened, StringComparison.Ordinal))
            return $"Install the library that is missing, or restore the package again if it should be in {Path.GetDirectoryName(path)}.";
        if (reason.Contains(NotMapped, StringComparison.Ordinal))
            return "The folder is mounted noexec or memory is short; move the application to a folder that allows execution.";
        return Replace(path);
    }

    private static string Replace(string path) => $"Delete {path} and build or restore again; it may be incomplete or have a different version.";

    // .NET puts the dynamic linker's messages after a general first line, one line for each path it tried.
    private static string LinkerMessage(DllNotFoundException error)
    {
        string[] lines = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length > 1 ? lines[1] : FirstLine(error.Message);
    }

    private static string FirstLine(string text)
        => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "no reason given";
}
