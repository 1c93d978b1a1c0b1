using System.CommandLine;

namespace DsCnn.Cli;

/// <summary><c>dscnn completion</c>: prints a script that lets a shell complete command lines.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, Func<CompletionWords, string>> _shells = new()
    {
        ["bash"] = BashCompletion.Script,
        ["zsh"] = ZshCompletion.Script,
        ["pwsh"] = PowerShellCompletion.Script,
    };

    internal static ToolCommand Create()
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", _shells.Keys) };
        shell.CompletionSources.Add([.. _shells.Keys]);
        shell.Validators.Add(result =>
        {
            string name = result.Tokens[0].Value;
            if (!_shells.ContainsKey(name))
                result.AddError($"SHELL: expected {string.Join(", ", _shells.Keys)}. Received: {name}.{Suggestion.For(name, _shells.Keys)}");
        });
        var command = new ToolCommand("completion", "Prints a script for shell completion of commands, options and values.")
        {
            Examples =
            [
                ("dscnn completion bash > ~/.local/share/bash-completion/completions/dscnn", "for bash, from the next shell on"),
                ("dscnn completion zsh > ~/.zfunc/_dscnn", "for zsh, where ~/.zfunc is in fpath before compinit"),
                ("dscnn completion pwsh >> $PROFILE", "for PowerShell"),
            ],
        };
        command.Arguments.Add(shell);
        command.SetAction(parsed =>
        {
            Console.Out.Write(_shells[parsed.GetRequiredValue(shell)](CompletionWords.Of(parsed.RootCommandResult.Command)));
            return 0;
        });
        return command;
    }
}
