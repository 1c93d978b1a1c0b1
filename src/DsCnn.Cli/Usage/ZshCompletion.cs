using System.Text;

namespace DsCnn.Cli;

/// <summary>The words as a function of zsh's completion system, with descriptions.</summary>
internal static class ZshCompletion
{
    internal static string Script(CompletionWords words)
    {
        var script = new StringBuilder(
            """
            #compdef dscnn
            # dscnn for zsh. Once, after compinit: source <(dscnn completion zsh)
            _dscnn() {
                local -a commands
                commands=(

            """);
        foreach (CompletedCommand command in words.Commands)
            script.Append($"        {Quoted($"{command.Name}:{command.Description}")}\n");
        script.Append(
            """
                )
                while [[ CURRENT -gt 2 && $words[2] == -* ]]; do shift words; (( CURRENT-- )); done
                if (( CURRENT == 2 )); then _describe command commands; return; fi
                shift words; (( CURRENT-- ))
                case $words[1] in

            """);
        foreach (CompletedCommand command in words.Commands)
        {
            script.Append($"        {command.Name}) _arguments -s");
            foreach (CompletedOption option in command.Options)
            {
                foreach (string name in option.Names)
                    script.Append(" \\\n            ").Append(Quoted($"({string.Join(' ', option.Names)}){name}[{Escaped(option.Description)}]{Value(option)}"));
            }

            if (command.TakesArguments)
                script.Append(" \\\n            ").Append(Quoted(command.Words.Count > 0 ? $"*:word:({string.Join(' ', command.Words)})" : "*:file:_files"));
            script.Append(" ;;\n");
        }

        return script.Append(
            """
                esac
            }
            if [[ ${funcstack[1]} == _dscnn ]]; then _dscnn "$@"; else compdef _dscnn dscnn; fi

            """).ToString();
    }

    private static string Value(CompletedOption option) =>
        !option.TakesValue ? "" : option.Words.Count > 0 ? $":value:({string.Join(' ', option.Words)})" : option.TakesPath ? ":file:_files" : ":value: ";

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
