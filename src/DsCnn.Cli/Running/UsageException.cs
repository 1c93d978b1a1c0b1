namespace DsCnn.Cli;

/// <summary>The command line asks for something that makes no sense; the message says what would.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The work was stopped from outside; the message says what is left of it.</summary>
internal sealed class StoppedException(string message, OperationCanceledException cause)
    : OperationCanceledException(message, cause, cause.CancellationToken);
