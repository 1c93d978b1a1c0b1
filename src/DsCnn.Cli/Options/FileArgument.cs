using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Arguments that are files. Unknown options that the parser mistakes for files are found by <see cref="UnknownWords"/>.</summary>
internal static class FileArgument
{
    internal static Argument<FileInfo> One(string name, string description) => new(name) { Description = description };

    /// <summary>A file, or something else that has a name.</summary>
    internal static Argument<string> Named(string name, string description) => new(name) { Description = description };

    internal static Argument<string[]> Several(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.OneOrMore };
}
