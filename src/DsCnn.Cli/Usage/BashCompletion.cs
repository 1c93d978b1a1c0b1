using System.Text;

namespace DsCnn.Cli;

/// <summary>The words as a bash function. If it finds none, bash completes files.</summary>
internal static class BashCompletion
{
    internal static string Script(CompletionWords words)
    {
        var script = new StringBuilder(
            """
            # dscnn for bash. Once: source <(dscnn completion bash)
            _dscnn() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= i
                COMPREPLY=()
                # bash takes --name=value for three words.
                if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    if [[ ${COMP_WORDS[i]} != -* ]]; then command=${COMP_WORDS[i]}; break; fi
                done

            """);
        script.Append("    if [[ -z $command ]]; then\n        COMPREPLY=($(compgen -W '").AppendJoin(' ', words.Commands.Select(c => c.Name))
            .Append("' -- \"$cur\"))\n        return\n    fi\n    case \"$command $prev\" in\n");
        foreach (CompletedCommand command in words.Commands)
        {
            foreach (CompletedOption option in command.Options.Where(option => option.TakesValue))
            {
                script.Append("        ").AppendJoin('|', option.Names.Select(name => $"'{command.Name} {name}'")).Append(") ");
                script.Append(option.Words.Count > 0 ? $"COMPREPLY=($(compgen -W '{string.Join(' ', option.Words)}' -- \"$cur\")); return ;;\n"
                    : option.TakesPath ? "return ;;\n"
                    : "compopt +o default 2>/dev/null; return ;;\n");
            }
        }

        script.Append("    esac\n    case $command in\n");
        foreach (CompletedCommand command in words.Commands)
        {
            string names = string.Join(' ', command.Options.SelectMany(option => option.Names));
            script.Append($"        {command.Name}) if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W '{names}' -- \"$cur\")); ");
            script.Append(command.Words.Count > 0 ? $"else COMPREPLY=($(compgen -W '{string.Join(' ', command.Words)}' -- \"$cur\")); fi ;;\n"
                : command.TakesArguments ? "fi ;;\n"
                : $"elif [[ -z $cur ]]; then COMPREPLY=($(compgen -W '{names}')); fi ;;\n");
        }

        return script.Append("    esac\n}\ncomplete -o default -F _dscnn dscnn\n").ToString();
    }
}
