using System.Text;

namespace DsCnn.Cli;

/// <summary>The words as a PowerShell argument completer. If it finds none, PowerShell completes files.</summary>
internal static class PowerShellCompletion
{
    internal static string Script(CompletionWords words)
    {
        var script = new StringBuilder("# dscnn for PowerShell. Once: dscnn completion pwsh | Out-String | Invoke-Expression\n$dscnnWords = @{\n");
        foreach (CompletedCommand command in words.Commands)
        {
            script.Append($"    '{command.Name}' = @{{\n        '' = @({List(command.Words)})\n");
            foreach (CompletedOption option in command.Options)
            {
                foreach (string name in option.Names)
                    script.Append($"        '{name}' = {(option.TakesValue ? $"@({List(option.Words)})" : "$null")}\n");
            }

            script.Append("    }\n");
        }

        return script.Append(
            """
            }
            Register-ArgumentCompleter -Native -CommandName dscnn -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $before = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
                $command = $before | Where-Object { $_ -notlike '-*' } | Select-Object -First 1
                if (-not $command) { $candidates = $dscnnWords.Keys }
                elseif (-not $dscnnWords.ContainsKey($command)) { $candidates = @() }
                elseif ($wordToComplete -like '-*') { $candidates = $dscnnWords[$command].Keys | Where-Object { $_ } }
                elseif ($null -ne $dscnnWords[$command][$before[-1]]) { $candidates = $dscnnWords[$command][$before[-1]] }
                else { $candidates = $dscnnWords[$command][''] }
                $candidates | Where-Object { $_ -like "$wordToComplete*" } | Sort-Object | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }

            """).ToString();
    }

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"'{word}'"));
}
