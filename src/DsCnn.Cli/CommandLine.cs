using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The tool's commands and what its exit codes mean: 0 success, 1 the work failed, 2 wrong usage.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    internal static int Run(IReadOnlyList<string> args)
    {
        ParseResult parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
            return Refuse(parsed.Errors[0].Message, WrongUsage);

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (UsageException wrong)
        {
            return Refuse(wrong.Message, WrongUsage);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            return Refuse(failure.Message, Failed);
        }
    }

    private static RootCommand Create() => new("Compact convolutional networks made of DS blocks: what they cost, and weights from elsewhere.")
    {
        SummaryCommand.Create(),
        PresetsCommand.Create(),
        ConvertCommand.Create(),
    };

    /// <summary>What a wrong file, a full disk or an impossible network throws; anything else is a bug and shows its trace.</summary>
    private static bool IsExpected(Exception failure) =>
        failure is IOException or InvalidDataException or UnauthorizedAccessException or FormatException or ArgumentException or NotSupportedException;

    private static int Refuse(string message, int exitCode)
    {
        Console.Error.WriteLine("dscnn: " + message.ReplaceLineEndings(" "));
        return exitCode;
    }
}
