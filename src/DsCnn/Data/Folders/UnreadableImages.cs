namespace DsCnn.Data;

/// <summary>What to do about files that cannot be decoded.</summary>
public enum UnreadableImages
{
    /// <summary>Stop, and list them in the exception.</summary>
    Fail,

    /// <summary>Leave them out, and list them in <see cref="ImageFolder.Unreadable"/>.</summary>
    Skip,
}
