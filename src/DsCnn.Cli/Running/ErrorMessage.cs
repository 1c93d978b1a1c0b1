using System.Runtime.InteropServices;

namespace DsCnn.Cli;

/// <summary>Messages for people on standard error: one line each, whatever a hostile file may contain.</summary>
internal static class ErrorMessage
{
    internal static void Write(string message) => Console.Error.WriteLine("dscnn: " + ErrorText.OneLine(message.Trim()));

    /// <summary>The stack trace of an exception, for those who look for the cause in the code.</summary>
    internal static void WriteTrace(Exception failure)
    {
        foreach (string line in failure.ToString().Split('\n'))
            Console.Error.WriteLine(ErrorText.OneLine(line.TrimEnd()));
    }

    /// <summary>The part of an exception that helps the user.</summary>
    internal static string Of(Exception failure) => failure switch
    {
        // The name of a parameter in the code means nothing to the user of the tool.
        ArgumentException { ParamName: { } name } wrong => wrong.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),

        // In libtorch's messages, a trace of its own follows.
        ExternalException native => native.Message.Trim().Split('\n')[0],
        _ => failure.Message,
    };
}
