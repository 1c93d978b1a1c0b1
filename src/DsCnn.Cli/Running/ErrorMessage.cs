using System.Runtime.InteropServices;

namespace DsCnn.Cli;

/// <summary>Lines for people on the standard error output: one for each message, whatever a hostile file puts into it.</summary>
internal static class ErrorMessage
{
    internal static void Write(string message) => Console.Error.WriteLine("dscnn: " + ErrorText.OneLine(message.Trim()));

    /// <summary>Where an exception comes from, for those who look for the reason in the code.</summary>
    internal static void WriteTrace(Exception failure)
    {
        foreach (string line in failure.ToString().Split('\n'))
            Console.Error.WriteLine(ErrorText.OneLine(line.TrimEnd()));
    }

    /// <summary>What an exception says that helps the reader.</summary>
    internal static string Of(Exception failure) => failure switch
    {
        // The name of an argument in our code means nothing to the caller of a tool.
        ArgumentException { ParamName: { } name } wrong => wrong.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),

        // libtorch's messages go on with a trace of its own.
        ExternalException native => native.Message.Trim().Split('\n')[0],
        _ => failure.Message,
    };
}
