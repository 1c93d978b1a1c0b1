namespace DsCnn.Cli;

/// <summary>The work was stopped from outside; the message says what is left of it.</summary>
internal sealed class StoppedException(string message, OperationCanceledException cause)
    : OperationCanceledException(message, cause, cause.CancellationToken);
