using System.Reflection;
using TorchSharp;

namespace DsCnn.Native;

/// <summary>Folders in which libtorch's files may be, best first: next to the application, then in the NuGet packages folder.</summary>
internal static class LibTorchFolders
{
    private const string NativeFolder = "runtimes/linux-x64/native";

    internal static IReadOnlyList<string> Find()
        => [.. Candidates()
            .Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            .Distinct(StringComparer.Ordinal)
            .Where(Directory.Exists)];

    /// <summary>Whether a notebook may use a CUDA libtorch: only the CPU package is a single folder to load from.</summary>
    internal static bool IsNotebookWithCudaPackages()
        => PackagesFolderAround(Path.GetDirectoryName(typeof(torch).Assembly.Location)) is { } packages
        && Directory.EnumerateDirectories(packages, "libtorch-cuda-*").Any();

    // The runtime's own order first, so that the files found here are those it would use.
    private static IEnumerable<string> Candidates()
    {
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (string folder in searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return folder;

        string torchSharp = typeof(torch).Assembly.Location;
        string? assemblyFolder = torchSharp.Length == 0 ? null : Path.GetDirectoryName(torchSharp);
        foreach (string folder in new[] { assemblyFolder, AppContext.BaseDirectory }.OfType<string>())
        {
            yield return folder;
            yield return Path.Combine(folder, NativeFolder);
        }

        string version = typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "";
        string libTorchVersion = LibTorchVersion();
        foreach (string packages in PackageFolders(assemblyFolder))
        {
            yield return Path.Combine(packages, "torchsharp", version, NativeFolder);
            yield return Path.Combine(packages, "libtorch-cpu-linux-x64", libTorchVersion, NativeFolder);
        }
    }

    // torch.__version__ has it too, but accessing any member of torch runs the static constructor that loads libtorch.
    private static string LibTorchVersion()
    {
        FieldInfo? constant = typeof(torch).GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Static);
        string? text = constant?.IsLiteral == true ? constant.GetRawConstantValue() as string : null;

        // NuGet omits a fourth part that is 0.
        return Version.TryParse(text, out Version? version) ? version.ToString(version.Revision > 0 ? 4 : 3) : "";
    }

    private static IEnumerable<string> PackageFolders(string? assemblyFolder)
    {
        if (PackagesFolderAround(assemblyFolder) is { } packages) yield return packages;

        string? configured = Environment.GetEnvironmentVariable("NUGET_PACKAGES");
        if (!string.IsNullOrEmpty(configured)) yield return configured;

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (home.Length > 0) yield return Path.Combine(home, ".nuget/packages");
    }

    // A notebook loads TorchSharp.dll from PACKAGES/torchsharp/VERSION/lib/FRAMEWORK. For any other path, do not look
    // four folders up, which may be a folder that everyone can write to.
    private static string? PackagesFolderAround(string? assemblyFolder)
    {
        string? lib = Path.GetDirectoryName(assemblyFolder);
        string? package = Path.GetDirectoryName(Path.GetDirectoryName(lib));
        return Path.GetFileName(lib) == "lib" && Path.GetFileName(package) == "torchsharp" ? Path.GetDirectoryName(package) : null;
    }
}
