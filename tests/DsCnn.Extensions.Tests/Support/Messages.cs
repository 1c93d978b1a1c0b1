using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DsCnn.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class Messages : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _all = new();

    internal IEnumerable<string> At(LogLevel level) => _all.Where(message => message.Level == level).Select(message => message.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _all.Enqueue((logLevel, formatter(state, exception)));

    public void Dispose()
    {
    }
}
