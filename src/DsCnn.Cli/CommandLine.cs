using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Cli;

/// <summary>The commands of the tool and the meaning of its exit codes: 0 success, 1 failure, 2 wrong usage, 130 stopped from outside.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int Stopped = 130;

    // An argument that begins with @ is a file name, not a response file.
    private static readonly ParserConfiguration _parsing = new() { ResponseFileTokenReplacer = null };

    internal static async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken = default)
    {
        ParseResult? parsed = null;
        try
        {
            // `dscnn` alone asks for help.
            parsed = Parse(args.Count > 0 ? args : ["help"], out IReadOnlyList<string> wrong);
            foreach (string message in wrong)
                ErrorMessage.Write(message);
            if (wrong.Count > 0)
                return WrongUsage;

            if (GeneralOptions.IsVerbose(parsed))
                Console.Error.WriteLine(ToolVersion.Description);

            // The program handles signals itself: no time limit may interrupt the writing of a checkpoint.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (UsageException refused)
        {
            return Refuse(refused.Message, WrongUsage);
        }
        catch (OperationCanceledException stopped) when (cancellationToken.IsCancellationRequested || stopped is StoppedException)
        {
            return Refuse(stopped is StoppedException ? stopped.Message : "stopped.", Stopped);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            if (parsed is not null && GeneralOptions.IsVerbose(parsed))
                ErrorMessage.WriteTrace(failure);
            return Refuse(ErrorMessage.Of(failure), Failed);
        }
    }

    /// <summary>Reports that the tool was stopped.</summary>
    internal static int Stop() => Refuse("stopped.", Stopped);

    /// <summary>Parses a command line and the file from which it reads further options.</summary>
    /// <param name="args">The words of the command line.</param>
    /// <param name="wrong">Receives all errors.</param>
    /// <exception cref="UsageException">The file contains something that this command does not know.</exception>
    internal static ParseResult Parse(IReadOnlyList<string> args, out IReadOnlyList<string> wrong)
    {
        ParseResult parsed = Create().Parse(args, _parsing);
        if (parsed.Action is { ClearsParseErrors: true } || GeneralOptions.ConfigOf(parsed) is not { } file || parsed.CommandResult.Command is not ToolCommand)
        {
            wrong = UsageErrors.Of(parsed, _ => "", () => ParseUnchecked(args));
            return parsed;
        }

        (IReadOnlyList<string> options, IReadOnlyList<string> arguments, IReadOnlyList<string> wrongInFile) = CommandFile.Read(file, parsed);
        HashSet<string> known = [.. options.Select(word => word.Split('=')[0])];
        // Everything after two hyphens is a file.
        string[] own = [.. args.TakeWhile(word => word != "--")];
        string[] all = [.. own, .. options, "--", .. args.Skip(own.Length + 1), .. arguments];
        parsed = Create().Parse(all, _parsing);
        string place = file + ": ";
        IReadOnlyList<string> others = UsageErrors.Of(parsed, option => known.Contains(option.Name) ? place : "", () => ParseUnchecked(all));

        // Anything else that is missing may be in the part of the file that could not be read.
        wrong = wrongInFile.Count == 0 ? others : [.. wrongInFile, .. others.Where(text => text.StartsWith(place, StringComparison.Ordinal))];
        return parsed;
    }

    /// <summary>Parses without the validation that commands do themselves.</summary>
    private static ParseResult ParseUnchecked(IReadOnlyList<string> args)
    {
        RootCommand root = Create();
        foreach (Command command in root.Subcommands)
            command.Validators.Clear();
        return root.Parse(args, _parsing);
    }

    internal static RootCommand Create()
    {
        var root = new RootCommand(
            "Compact convolutional networks made of DS blocks: train, evaluate, compress and export image classifiers.")
        {
            InspectCommand.Create(),
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            PredictCommand.Create(),
            SummaryCommand.Create(),
            PresetsCommand.Create(),
            ConvertCommand.Create(),
            CompressCommand.Create(),
            ExportCommand.Create(),
            BenchmarkCommand.Create(),
            CompletionCommand.Create(),
            HelpCommand.Create(),
        };
        GeneralOptions.AddTo(root);
        return root;
    }

    /// <summary>Whether a wrong file, a full disk, an impossible network or a GPU without memory can cause this exception; anything else is a bug and shows its trace.</summary>
    private static bool IsExpected(Exception failure) =>
        failure is IOException or InvalidDataException or UnauthorizedAccessException or FormatException or ArgumentException or NotSupportedException
            or DllNotFoundException or TrainingDivergedException or ExternalException
            or InvalidOperationException { InnerException: OnnxRuntimeException };

    private static int Refuse(string message, int exitCode)
    {
        ErrorMessage.Write(message);
        return exitCode;
    }
}
