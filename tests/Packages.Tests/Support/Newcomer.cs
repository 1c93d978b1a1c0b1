using System.Reflection;
using System.Runtime.InteropServices;
using System.Security;

namespace DsCnn.Packages.Tests;

/// <summary>
/// A machine that has never seen this repository: a feed with its packages, and a home, a packages folder and an environment of its own.
/// </summary>
/// <remarks>Third-party packages come from the folder that this repository restored them to, or from the sources that are set up; DsCnn's from the feed only.</remarks>
public sealed class Newcomer : IDisposable
{
    /// <summary>One that no released package has, so that nothing else can stand in for what was packed.</summary>
    internal const string Version = "0.0.0-test";

    private readonly string _root = Directory.CreateTempSubdirectory("dscnn-packages-").FullName;

    /// <summary>Packs everything.</summary>
    public Newcomer()
    {
        try
        {
            Directory.CreateDirectory(Feed);
            Directory.CreateDirectory(Home);
            using var dotnet = new Command("dotnet", Repository);
            string publish = Path.Combine(_root, "publish");
            dotnet.Run(
                "pack", "src/Packages.slnf", "-c", "Release", "-v", "quiet", "-o", Feed, $"-p:MinVerVersionOverride={Version}",
                $"-p:ToolPackageRuntimeIdentifiers={RuntimeInformation.RuntimeIdentifier}", $"-p:PublishDir={publish}/");
            Directory.Delete(publish, recursive: true);
            WriteConfig(dotnet);
        }
        catch
        {
            // Nobody disposes of what was never made, and this is half a gigabyte.
            Dispose();
            throw;
        }
    }

    internal static string Repository { get; } =
        typeof(Newcomer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    internal string Feed => Path.Combine(_root, "feed");

    private string Home => Path.Combine(_root, "home");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>An empty folder to work in.</summary>
    internal string CreateFolder(string name) => Directory.CreateDirectory(Path.Combine(_root, "work", name)).FullName;

    /// <summary>A program that runs on this machine, in a folder.</summary>
    internal Command Program(string program, string folder)
    {
        var command = new Command(program, folder);
        command.Environment["HOME"] = Home;
        command.Environment["USERPROFILE"] = Home;
        command.Environment["DOTNET_CLI_HOME"] = Home;
        command.Environment["NUGET_PACKAGES"] = Path.Combine(_root, "packages");
        command.Environment["XDG_CACHE_HOME"] = Path.Combine(Home, ".cache");
        command.Environment["OMP_NUM_THREADS"] = "1";
        command.Environment["DOTNET_NOLOGO"] = "1";
        command.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // What the runner of this test found out about its own SDK must not steer the newcomer's.
        foreach (string name in new[] { "CI", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "MSBuildSDKsPath", "MSBUILD_EXE_PATH" })
            command.Environment[name] = null;
        return command;
    }

    /// <summary>In the root, where every project below finds it.</summary>
    private void WriteConfig(Command dotnet)
    {
        string packages = dotnet.Run("nuget", "locals", "global-packages", "--list").Split(": ", 2)[1].Trim();
        // Lines such as "E https://api.nuget.org/v3/index.json"; D stands before those that are switched off.
        string[] sources = [.. dotnet.Run("nuget", "list", "source", "--format", "short").Split('\n')
            .Where(line => line.StartsWith("E ", StringComparison.Ordinal) || line.StartsWith("EM ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', 2)[1].Trim())];
        File.WriteAllText(Path.Combine(_root, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{SecurityElement.Escape(Feed)}" />
                {string.Concat(sources.Select((source, i) => $"""<add key="source-{i}" value="{SecurityElement.Escape(source)}" />"""))}
              </packageSources>
              <fallbackPackageFolders>
                <clear />
                <add key="repository" value="{SecurityElement.Escape(packages)}" />
              </fallbackPackageFolders>
              <packageSourceMapping>
                <packageSource key="feed"><package pattern="DsCnn*" /></packageSource>
                {string.Concat(sources.Select((_, i) => $"""<packageSource key="source-{i}"><package pattern="*" /></packageSource>"""))}
              </packageSourceMapping>
            </configuration>
            """);
    }
}
