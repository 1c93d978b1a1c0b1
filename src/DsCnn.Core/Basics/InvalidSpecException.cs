namespace DsCnn;

/// <summary>A layer or model description is impossible. The message says where, what was expected and what was received.</summary>
/// <remarks>The message is one line and names the place first, such as <c>layers[2].Kernel</c> or <c>DsBlock 3</c>.</remarks>
public sealed class InvalidSpecException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">What was expected and what was received, without the place.</param>
    /// <param name="member">The invalid property, which becomes <see cref="ArgumentException.ParamName"/>.</param>
    /// <param name="place">The place in the network, or null if the property's name is enough.</param>
    /// <param name="innerException">The cause, if any.</param>
    public InvalidSpecException(string reason, string? member = null, string? place = null, Exception? innerException = null)
        : base(reason, member, innerException)
    {
        Reason = reason;
        Place = place;
    }

    /// <summary>What was expected and what was received, without the place.</summary>
    public string Reason { get; }

    /// <summary>The place in the network, or null if the property's name in the reason is enough.</summary>
    public string? Place { get; }

    /// <summary>The place, then the reason, on one line.</summary>
    public override string Message => ErrorText.OneLine(Place is null ? Reason : $"{Place}: {Reason}");

    internal InvalidSpecException At(string place) => new(Reason, ParamName, place, this);
}
