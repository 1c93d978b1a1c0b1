namespace DsCnn;

/// <summary>How folders of images are read.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>The upper limit of <see cref="MaxPixels"/>: 2^28.</summary>
    public const int LargestMaxPixels = ImageLimits.LargestMaxPixels;

    /// <summary>1 for grayscale, 3 for red, green and blue; null to use what the images have: 1 if no image has any color, else 3. Default: null.</summary>
    public int? Channels
    {
        get;
        init => field = value is null or 1 or 3
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Channels), $"Channels must be 1, 3 or null. Received: {value}.");
    }

    /// <summary>The number of rows of all images, in pixels; null for that of the images, which must then be the same for all. Default: null.</summary>
    public int? Height { get; init => field = value is { } rows ? Check.Positive(rows) : null; }

    /// <summary>The number of columns of all images, in pixels; null for that of the images, which must then be the same for all. Default: null.</summary>
    public int? Width { get; init => field = value is { } columns ? Check.Positive(columns) : null; }

    /// <summary>
    /// Chooses rows and columns from those of all readable images, if neither <see cref="Height"/> nor <see cref="Width"/> is given, such as
    /// <see cref="Recommended.ImageSize"/>; null if images of several sizes are an error. Default: null.
    /// </summary>
    public Func<IReadOnlyList<(int Height, int Width)>, (int Height, int Width)>? ChooseSize { get; init; }

    /// <summary>
    /// The classes in the order of their labels, to read a test set with the training set's labels; a folder with any other name is then an error, unless it differs
    /// only in its Unicode form or by case. Null for the folders' names, composed (NFC), in ordinal order. Default: null.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init => field = value is null ? null : value.Count > 0 ? ClassLabels.Different(value) : throw new ArgumentException("ClassNames must not be empty.", nameof(ClassNames)); }

    /// <summary>What to do about files that cannot be decoded. Default: fail.</summary>
    public UnreadableImages Unreadable { get; init => field = Check.Defined(value); }

    /// <summary>
    /// Folders among the images that belong to something else, such as a program's output folder. System folders, hidden folders and the output of training runs are always left
    /// out. Default: none.
    /// </summary>
    public IReadOnlyList<string> Excluded { get; init => field = [.. value.Select(RealPath.Of)]; } = [];

    /// <summary>The maximum memory for pixels, in bytes; images beyond that are decoded each time they are used. At least 0. Default: 1 GiB.</summary>
    public long MemoryLimit { get; init => field = Check.NotNegative(value); } = 1L << 30;

    /// <summary>
    /// The maximum number of pixels in one file, so that no header can exhaust the memory; from 1 to 2^28. Files with more pixels count as unreadable.
    /// Default: 100,000,000.
    /// </summary>
    public int MaxPixels { get; init => field = Check.Between(value, 1, LargestMaxPixels); } = ImageLimits.DefaultMaxPixels;

    /// <summary>Whether both read folders in the same way.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True if they are equal.</returns>
    public bool Equals(ImageFolderOptions? other) =>
        other is not null && Channels == other.Channels && Height == other.Height && Width == other.Width
        && ChooseSize == other.ChooseSize && Unreadable == other.Unreadable
        && MemoryLimit == other.MemoryLimit && MaxPixels == other.MaxPixels
        && Excluded.SequenceEqual(other.Excluded)
        && (ClassNames is null ? other.ClassNames is null : other.ClassNames is not null && ClassNames.SequenceEqual(other.ClassNames));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Channels, Height, Width, ChooseSize, Unreadable, MemoryLimit, MaxPixels, ClassNames?.Count);
}
