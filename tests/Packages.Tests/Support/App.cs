namespace DsCnn.Packages.Tests;

/// <summary>A console application of a newcomer's: a project file with package references and nothing special, and one source file.</summary>
internal static class App
{
    /// <summary>Writes, builds and runs it; returns what it printed, and the folder it was built to.</summary>
    internal static (string Output, string BuiltTo) Run(Newcomer newcomer, string name, (string Package, string Version)[] references, string code, params string[] arguments)
    {
        string folder = Write(newcomer, name, references, code, "<SelfContained>false</SelfContained>");
        string built = Path.Combine(folder, "out");
        using Command dotnet = newcomer.Program("dotnet", folder);
        dotnet.Run("build", "-c", "Release", "-v", "quiet", "-o", built);
        return (dotnet.Run([Path.Combine(built, $"{name}.dll"), .. arguments]), built);
    }

    /// <summary>Writes a program without a line of its own and compiles it for a system; returns what the build said.</summary>
    internal static string Build(Newcomer newcomer, string name, (string Package, string Version)[] references, string system)
    {
        string folder = Write(newcomer, name, references, "return;", "<SelfContained>false</SelfContained><UseAppHost>false</UseAppHost>");
        using Command dotnet = newcomer.Program("dotnet", folder);
        return dotnet.Run("build", "-c", "Release", "-v", "minimal", "-r", system);
    }

    /// <summary>Writes it, publishes it with all that it never uses taken away, which must go without a warning, and runs it.</summary>
    internal static string RunTrimmed(Newcomer newcomer, string name, (string Package, string Version)[] references, string code, params string[] arguments) =>
        RunPublished(newcomer, name, references, code, "<PublishTrimmed>true</PublishTrimmed>", arguments).Output;

    /// <summary>Writes it, publishes it as machine code, which must go without a warning, and runs it; returns what it printed, and the folder it was published to.</summary>
    internal static (string Output, string Published) RunNative(Newcomer newcomer, string name, (string Package, string Version)[] references, string code, params string[] arguments) =>
        RunPublished(newcomer, name, references, code, "<PublishAot>true</PublishAot><CopyOutputSymbolsToPublishDirectory>false</CopyOutputSymbolsToPublishDirectory>", arguments);

    private static (string Output, string Published) RunPublished(
        Newcomer newcomer, string name, (string Package, string Version)[] references, string code, string properties, string[] arguments)
    {
        string folder = Write(newcomer, name, references, code, $"{properties}<InvariantGlobalization>true</InvariantGlobalization>");
        string published = Path.Combine(folder, "out");
        using (Command dotnet = newcomer.Program("dotnet", folder))
            dotnet.Run("publish", "-c", "Release", "-v", "quiet", "-o", published);
        using Command program = newcomer.Program(Path.Combine(published, OperatingSystem.IsWindows() ? $"{name}.exe" : name), folder);
        return (program.Run(arguments), published);
    }

    private static string Write(Newcomer newcomer, string name, (string Package, string Version)[] references, string code, string properties)
    {
        string folder = newcomer.CreateFolder(name);
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <WarningsNotAsErrors>NU1603;NU1900;NU1901;NU1902;NU1903;NU1904</WarningsNotAsErrors>
                <UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(references.Select(r => $"""<PackageReference Include="{r.Package}" Version="{r.Version}" />"""))}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), code);
        return folder;
    }
}
