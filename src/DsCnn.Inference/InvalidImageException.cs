namespace DsCnn;

/// <summary>The given image cannot be decoded, which is the fault of its sender. The message is one line that says why.</summary>
public sealed class InvalidImageException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the image, on one line.</param>
    /// <param name="cause">The decoder's exception, or null.</param>
    public InvalidImageException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
