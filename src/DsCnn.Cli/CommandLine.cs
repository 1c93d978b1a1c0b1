using System.CommandLine;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Cli;

/// <summary>The tool's commands and what its exit codes mean: 0 success, 1 the work failed, 2 wrong usage, 130 stopped from outside.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int Stopped = 130;

    // An argument that begins with @ is a file of that name, not one full of other arguments.
    private static readonly ParserConfiguration _parsing = new() { ResponseFileTokenReplacer = null };

    internal static async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken = default)
    {
        // `dscnn` alone is a question.
        ParseResult parsed = Parse(args.Count > 0 ? args : ["help"], out IReadOnlyList<string> wrong);
        foreach (string message in wrong)
            ErrorMessage.Write(message);
        if (wrong.Count > 0)
            return WrongUsage;

        try
        {
            // Signals are the program's own: no time limit may cut a checkpoint short.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (UsageException refused)
        {
            return Refuse(refused.Message, WrongUsage);
        }
        catch (OperationCanceledException stopped) when (cancellationToken.IsCancellationRequested)
        {
            return stopped is StoppedException ? Refuse(stopped.Message, Stopped) : Stop();
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            if (GeneralOptions.IsVerbose(parsed))
                ErrorMessage.WriteTrace(failure);
            return Refuse(ErrorMessage.Of(failure), Failed);
        }
    }

    /// <summary>Says that the tool was stopped.</summary>
    internal static int Stop() => Refuse("stopped.", Stopped);

    /// <summary>Takes a command line apart.</summary>
    /// <param name="args">Its words.</param>
    /// <param name="wrong">All that is wrong with it.</param>
    internal static ParseResult Parse(IReadOnlyList<string> args, out IReadOnlyList<string> wrong)
    {
        ParseResult parsed = Create().Parse(args, _parsing);
        wrong = UsageErrors.Of(parsed, () =>
        {
            RootCommand lenient = Create();
            foreach (Command command in lenient.Subcommands)
                command.Validators.Clear();
            return lenient.Parse(args, _parsing);
        });
        return parsed;
    }

    internal static RootCommand Create()
    {
        var root = new RootCommand(
            "Compact convolutional networks made of DS blocks: trains them on your images, measures them, shows what they cost, exports them as ONNX, and reads weights from elsewhere.")
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
            HelpCommand.Create(),
        };
        GeneralOptions.AddTo(root);
        return root;
    }

    /// <summary>What a wrong file, a full disk, an impossible network or a GPU without memory throws; anything else is a bug and shows its trace.</summary>
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
