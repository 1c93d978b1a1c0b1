using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Arguments that are files. An unknown option must not pass for one.</summary>
internal static class FileArgument
{
    internal static Argument<FileInfo> One(string name, string description)
    {
        var argument = new Argument<FileInfo>(name) { Description = description };
        return RefuseOptions(argument);
    }

    /// <summary>A file, or something else that goes by a name.</summary>
    internal static Argument<string> Named(string name, string description) => RefuseOptions(new Argument<string>(name) { Description = description });

    internal static Argument<string[]> Several(string name, string description)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        return RefuseOptions(argument);
    }

    private static Argument<T> RefuseOptions<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } option)
                result.AddError($"{argument.Name}: expected a file. Received the unknown option {option.Value}. (A file of that name is ./{option.Value}.)");
        });
        return argument;
    }
}
