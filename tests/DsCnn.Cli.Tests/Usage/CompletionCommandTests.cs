using System.Diagnostics;

namespace DsCnn.Cli.Tests;

public sealed class CompletionCommandTests
{
    [Theory]
    [InlineData("dscnn tr", "train")]
    [InlineData("dscnn -q tr", "train")]
    [InlineData("dscnn help ben", "benchmark")]
    [InlineData("dscnn completion z", "zsh")]
    [InlineData("dscnn train --ep", "--epochs")]
    [InlineData("dscnn train --preset ds-n", "ds-nano")]
    [InlineData("dscnn train --preset = ds-n", "ds-nano")]
    [InlineData("dscnn train --lr 0.1 --optimizer r", "rmsprop")]
    [InlineData("dscnn compress a b --criterion ", "taylor scale norm gate")]
    [InlineData("dscnn benchmark vgg", "vgg16")]
    [InlineData("dscnn train --epochs ", "")]
    public void Bash_completes_commands_options_and_values(string line, string expected)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string words = string.Join(' ', line.Split(' ').Select(word => $"'{word}'"));
        Shell($"COMP_WORDS=({words}); COMP_CWORD={line.Split(' ').Length - 1}; _dscnn; echo \"${{COMPREPLY[@]}}\"").Should().Be(expected + "\n");
    }

    [Fact]
    public void Bash_leaves_files_to_itself_and_offers_none_for_numbers()
    {
        if (OperatingSystem.IsLinux())
            Shell("complete -p dscnn").Should().Be("complete -o default -F _dscnn dscnn\n");
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("pwsh")]
    public void Other_shells_get_every_command_and_option(string shell)
    {
        (int exitCode, string output, string error) = Tool.Run("completion", shell);

        (exitCode, error).Should().Be((0, ""));
        foreach (var command in CommandLine.Create().Subcommands)
        {
            output.Should().Contain(command.Name);
            foreach (var option in command.Options)
                output.Should().Contain(option.Name);
        }
    }

    [Fact]
    public void Another_shell_is_refused() =>
        Tool.Run("completion", "fish").Should().Be((2, "", "dscnn: SHELL: expected bash, zsh, pwsh. Received: fish.\n"));

    /// <summary>Runs a line in bash, which has read the script.</summary>
    private static string Shell(string line)
    {
        var start = new ProcessStartInfo("bash", ["--norc", "-c", $"source /dev/stdin; {line}"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process bash = Process.Start(start)!;
        bash.StandardInput.Write(Tool.Run("completion", "bash").Output);
        bash.StandardInput.Close();
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        return output;
    }
}
