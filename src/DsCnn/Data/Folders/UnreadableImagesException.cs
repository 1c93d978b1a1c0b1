using System.Collections.Immutable;

namespace DsCnn.Data;

/// <summary>Image files could not be decoded.</summary>
public sealed class UnreadableImagesException : IOException
{
    private const int Named = 5;

    internal UnreadableImagesException(string begin, IEnumerable<UnreadableImage> images, string end = "", Exception? inner = null)
        : this(begin, [.. images], end, inner)
    {
    }

    private UnreadableImagesException(string begin, ImmutableArray<UnreadableImage> images, string end, Exception? inner)
        : base(ErrorText.OneLine($"{begin}: {List(images)}.{end}"), inner) => Images = images;

    /// <summary>All unreadable files, in order.</summary>
    public IReadOnlyList<UnreadableImage> Images { get; }

    private static string List(ImmutableArray<UnreadableImage> images)
    {
        string named = string.Join(", ", images.Take(Named));
        return images.Length > Named ? $"{named}, and {images.Length - Named} more" : named;
    }
}
