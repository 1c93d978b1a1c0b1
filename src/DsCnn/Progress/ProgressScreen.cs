namespace DsCnn;

/// <summary>
/// The output for progress: permanent lines, and one below them that is updated in place. In a file or a pipe, where this is not possible, it is
/// written from time to time as a permanent line. Not thread-safe.
/// </summary>
internal sealed class ProgressScreen
{
    // Steps may take a millisecond; nobody can see more updates than this.
    private static readonly TimeSpan _redraw = TimeSpan.FromMilliseconds(100);

    // Shorter work is not worth a line; longer work must not fill the file.
    private static readonly TimeSpan[] _intervals = [TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)];

    private readonly TextWriter _writer;
    private readonly Func<int> _width;
    private readonly TimeProvider _clock;
    private readonly bool _hasColors;
    private long _written;
    private int _shown;
    private int _lines;

    internal ProgressScreen(TextWriter writer, ScreenKind kind, Func<int> width, bool unicode, TimeProvider clock)
    {
        (_writer, _width, _clock) = (writer, width, clock);
        IsLive = kind != ScreenKind.Plain;
        IsUnicode = unicode;
        _hasColors = kind == ScreenKind.Colored;
        _written = clock.GetTimestamp();
    }

    internal bool IsLive { get; }

    internal bool IsUnicode { get; }

    /// <summary>Whether the current work has written permanent lines.</summary>
    internal bool HasWritten => _lines > 0;

    internal static ProgressScreen Of(TextWriter? output, TimeProvider clock)
    {
        TextWriter writer = output ?? Console.Error;
        bool isTerminal = (ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected) || (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected);
        bool isUnicode = writer.Encoding.WebName.StartsWith("utf", StringComparison.OrdinalIgnoreCase);
        return new ProgressScreen(writer, isTerminal ? KindOfTerminal() : ScreenKind.Plain, () => Console.WindowWidth, isUnicode, clock);
    }

    /// <summary>Starts different work: its first line is written soon.</summary>
    internal void Begin()
    {
        Clear();
        (_lines, _written) = (0, _clock.GetTimestamp());
    }

    /// <summary>Writes a permanent line.</summary>
    internal void WriteLine(string line, bool stressed = false)
    {
        Clear();
        _writer.WriteLine(stressed && _hasColors ? $"\u001b[32m{line}\u001b[0m" : line);
        _writer.Flush();
        _lines++;
        _written = _clock.GetTimestamp();
    }

    /// <summary>Shows the progress of the work, if it is time to.</summary>
    internal void Show(Func<string> line, bool now = false)
    {
        TimeSpan passed = _clock.GetElapsedTime(_written);
        if (IsLive ? !now && _shown > 0 && passed < _redraw : passed < _intervals[Math.Min(_lines, _intervals.Length - 1)])
            return;
        if (!IsLive)
        {
            WriteLine(line());
            return;
        }

        string text = line();
        int width = Math.Max(1, _width() - 1);
        text = text.Length > width ? text[..width] : text;
        _writer.Write("\r" + text.PadRight(Math.Min(_shown, width)));
        _writer.Flush();
        _shown = Math.Max(1, text.Length);
        _written = _clock.GetTimestamp();
    }

    /// <summary>Removes the line that is updated.</summary>
    internal void Clear()
    {
        if (_shown == 0)
            return;
        _writer.Write("\r" + new string(' ', _shown) + "\r");
        _writer.Flush();
        _shown = 0;
    }

    private static ScreenKind KindOfTerminal()
    {
        if (Environment.GetEnvironmentVariable("TERM") == "dumb")
            return ScreenKind.Plain;
        // Older Windows consoles show color codes as text.
        bool colors = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && (!OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("WT_SESSION") is not null);
        return colors ? ScreenKind.Colored : ScreenKind.Live;
    }
}

/// <summary>The capabilities of an output.</summary>
internal enum ScreenKind
{
    /// <summary>Lines are permanent, as in a file.</summary>
    Plain,

    /// <summary>A line can be overwritten.</summary>
    Live,

    /// <summary>It also supports colors.</summary>
    Colored,
}
