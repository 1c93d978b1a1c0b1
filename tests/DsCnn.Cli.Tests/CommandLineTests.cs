using System.CommandLine;
using System.Diagnostics;

namespace DsCnn.Cli.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Commands_that_do_not_compute_do_not_load_libtorch()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using Process summary = Tool.Start(["summary", "--preset", "vgg16", "--json"], ("LD_DEBUG", "files"));
        Task<string> output = summary.StandardOutput.ReadToEndAsync();
        string loaded = await summary.StandardError.ReadToEndAsync();
        await summary.WaitForExitAsync();

        summary.ExitCode.Should().Be(0);
        (await output).Should().StartWith("{");
        loaded.Should().Contain("libcoreclr").And.NotContain("libtorch").And.NotContain("LibTorchSharp");
    }

    [Fact]
    public void The_documentation_names_every_command_and_option()
    {
        string documentation = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "markdown", "cli.md"));
        foreach (Command command in CommandLine.Create().Subcommands)
        {
            documentation.Should().Contain($"dscnn {command.Name}");
            foreach (Option option in command.Options)
                documentation.Should().Contain($"`{option.Name}", $"dscnn {command.Name} takes it");
        }
    }
}
