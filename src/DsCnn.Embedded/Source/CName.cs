using System.Text.RegularExpressions;

namespace DsCnn.Embedded;

/// <summary>Checks names for generated C.</summary>
internal static partial class CName
{
    private const string Ending = ".c";
    private const int LongestName = 40;

    private static readonly HashSet<string> _keywords =
    [
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict",
        "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while",
        "alignas", "alignof", "bool", "constexpr", "false", "nullptr", "static_assert", "thread_local", "true", "typeof", "typeof_unqual",
    ];

    /// <summary>Headers of the C library: a file of that name next to a program would be included instead.</summary>
    private static readonly HashSet<string> _headers =
    [
        "assert", "complex", "ctype", "errno", "fenv", "float", "inttypes", "iso646", "limits", "locale", "math", "setjmp", "signal", "stdalign", "stdarg", "stdatomic", "stdbit", "stdbool", "stdckdint",
        "stddef", "stdint", "stdio", "stdlib", "stdnoreturn", "string", "tgmath", "threads", "time", "uchar", "wchar", "wctype",
    ];

    /// <summary>The name of a source file without its extension.</summary>
    /// <exception cref="ArgumentException">It is not an identifier, or the extension is wrong.</exception>
    internal static string OfFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = Path.GetFileName(path);
        if (!file.EndsWith(Ending, StringComparison.Ordinal))
            throw new ArgumentException(ErrorText.OneLine($"Expected a file NAME.c. Received: {ErrorText.Quote(file)}."), nameof(path));
        string name = file[..^Ending.Length];
        Require(name);
        return name;
    }

    /// <summary>Rejects names that are not identifiers, or that C uses itself.</summary>
    /// <exception cref="ArgumentException">The name is one of these; the message suggests a different one.</exception>
    internal static void Require(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Identifier().IsMatch(name) || name.Length > LongestName)
        {
            throw new ArgumentException(ErrorText.OneLine(
                $"Functions are named after the file, so its name must be a C identifier: at most {LongestName} letters of a to z, digits and underscores, a letter first. " +
                $"Received: {ErrorText.Quote(name)}. Try: {Proposal(name)}."));
        }

        // The macros <TYPE>_WIDTH of stdint.h and limits.h would be defined twice.
        if (_keywords.Contains(name) || _headers.Contains(name.ToLowerInvariant()) || Widths().IsMatch(name))
            throw new ArgumentException($"Functions are named after the file, but C uses that name itself. Received: {name}. Try: {name}_net.");
    }

    private static string Proposal(string name)
    {
        string legal = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')).Trim('_');
        legal = legal.Length > LongestName - 4 ? legal[..(LongestName - 4)] : legal;
        return legal.Length > 0 && char.IsAsciiLetter(legal[0]) && Identifier().IsMatch(legal) && !_keywords.Contains(legal) ? legal : $"net_{legal}".TrimEnd('_');
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\A(u?int(_least|_fast)?(8|16|32|64)|u?int(max|ptr)|ptrdiff|size|wchar|wint|sig_atomic|u?char|schar|u?shrt|uint|ulong|u?llong|bool)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Widths();
}
