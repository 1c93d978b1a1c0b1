namespace DsCnn.Communication;

/// <summary>Ranks could not exchange data. The message names the rank that failed where that is known.</summary>
public sealed class CommunicationException : IOException
{
    /// <summary>Creates an exception without a message of its own.</summary>
    public CommunicationException()
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">What failed, and on which rank.</param>
    public CommunicationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a cause.</summary>
    /// <param name="message">What failed, and on which rank.</param>
    /// <param name="innerException">The cause.</param>
    public CommunicationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
