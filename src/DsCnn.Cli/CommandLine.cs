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

    internal static async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken = default)
    {
        ParseResult parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
            return Refuse(parsed.Errors[0].Message, WrongUsage);

        try
        {
            // Signals are the program's own: no time limit may cut a checkpoint short.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (UsageException wrong)
        {
            return Refuse(wrong.Message, WrongUsage);
        }
        catch (OperationCanceledException stopped) when (cancellationToken.IsCancellationRequested)
        {
            return stopped is StoppedException ? Refuse(stopped.Message, Stopped) : Stop();
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            return Refuse(ErrorMessage.Of(failure), Failed);
        }
    }

    /// <summary>Says that the tool was stopped.</summary>
    internal static int Stop() => Refuse("stopped.", Stopped);

    internal static RootCommand Create() =>
        new("Compact convolutional networks made of DS blocks: trains them on your images, measures them, shows what they cost, exports them as ONNX, and reads weights from elsewhere.")
        {
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            PredictCommand.Create(),
            SummaryCommand.Create(),
            PresetsCommand.Create(),
            ConvertCommand.Create(),
            CompressCommand.Create(),
            ExportCommand.Create(),
            BenchmarkCommand.Create(),
        };

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
