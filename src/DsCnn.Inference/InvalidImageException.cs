namespace DsCnn;

/// <summary>What was given as an image is none that can be decoded: the sender's fault. The message is one line that says why.</summary>
public sealed class InvalidImageException : FormatException
{
    /// <summary>Says what is wrong with the image.</summary>
    /// <param name="message">One line.</param>
    /// <param name="cause">What the decoder said, or null.</param>
    public InvalidImageException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
