using System.CommandLine;

namespace DsCnn.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Without_a_command_all_commands_are_listed(string line)
    {
        (int exitCode, string output, string error) = Tool.Run(Words(line));

        (exitCode, error).Should().Be((0, ""));
        foreach (Command command in CommandLine.Create().Subcommands)
            output.Should().Contain($"  {command.Name} ");
    }

    [Fact]
    public void Help_is_the_same_however_it_is_asked_for_and_names_all_options_under_headings()
    {
        foreach (ToolCommand command in CommandLine.Create().Subcommands.Cast<ToolCommand>())
        {
            (int exitCode, string output, string error) = Tool.Run("help", command.Name);
            (exitCode, error).Should().Be((0, ""));
            Tool.Run(command.Name, "--help").Output.Should().Be(output);
            Tool.Run(command.Name, "-h", "--bogus").Output.Should().Be(output);

            output.Should().Contain($"Usage:\n  dscnn {command.Name}");
            foreach (Option option in command.Options)
                output.Should().MatchRegex($@"\n  (-[-\w]+, )*{option.Name}\b");
            command.Groups.Select(group => group.Heading).Should().NotContain("Other options", $"every option of {command.Name} has a heading");
        }
    }

    [Fact]
    public void Examples_are_command_lines_that_work()
    {
        foreach (ToolCommand command in CommandLine.Create().Subcommands.Cast<ToolCommand>())
        {
            foreach ((string line, _) in command.Examples)
            {
                CommandLine.Parse([.. line.Split(" >")[0].Split(' ').Skip(1).Select(word => word.Trim('\''))], out IReadOnlyList<string> wrong);
                wrong.Should().BeEmpty(line);
            }
        }
    }

    [Theory]
    [InlineData("trian --data x", "There is no command trian. Did you mean train? `dscnn help` lists them.")]
    [InlineData("help trian", "There is no command trian. Did you mean train? `dscnn help` lists them.")]
    [InlineData("fly", "There is no command fly. `dscnn help` lists them.")]
    [InlineData("--quit", "There is no option --quit. Did you mean --quiet? `dscnn help` lists them.")]
    [InlineData("-q", "No command given. `dscnn help` lists the commands.")]
    [InlineData("predict --mdoel m.onnx a.png", "dscnn predict has no option --mdoel. Did you mean --model? `dscnn help predict` lists them.")]
    [InlineData("summary @x --preset vgg16", "Unrecognized command or argument '@x'.")]
    [InlineData("train --data x \u2014epochs 3", "\u2014epochs: write two hyphens, --epochs.")]
    [InlineData("train --data x --epochs 99999999999", "--epochs: expected a whole number above 0, at most 2147483647. Received: 99999999999.")]
    [InlineData("benchmark x.onnx --batch 1,5", "--batch: expected a whole number above 0. Received: 1,5.")]
    public void What_is_no_word_of_the_tool_is_refused_with_what_it_may_have_been(string line, string message)
    {
        (int exitCode, string output, string error) = Tool.Run(Words(line));

        (exitCode, output).Should().Be((2, ""));
        error.Should().Be($"dscnn: {message}\n");
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        (int exitCode, _, string error) = Tool.Run(Words("train --lr 0,1 --epochs 1.5 --optimizer adam --resume --overwrite"));

        exitCode.Should().Be(2);
        error.Should().Contain("Option '--data' is required.").And.Contain("--lr: expected").And.Contain("--epochs: expected")
            .And.Contain("Did you mean adamw?").And.Contain("Either --resume or --overwrite.");
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyHaveUniqueItems().And.OnlyContain(line => line.StartsWith("dscnn: "));
    }

    [Fact]
    public void Verbose_shows_where_a_failure_comes_from()
    {
        string[] line = ["evaluate", "--model", "missing.onnx", "--data", "missing"];
        Tool.Run(line).Error.Should().NotContain("   at ");
        Tool.Run([.. line, "-v"]).Error.Should().MatchRegex(@"^dscnn \d+\.\d+\.\d\S*, \.NET \d").And.Contain("   at DsCnn.").And.MatchRegex(@"\ndscnn: There is no file .*\n$");
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
