namespace DsCnn.Cli;

/// <summary>The command line requests something that makes no sense; the message says what would.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The work was stopped from outside; the message says what has been kept.</summary>
internal sealed class StoppedException(string message, OperationCanceledException cause)
    : OperationCanceledException(message, cause, cause.CancellationToken);
