namespace DsCnn.Data;

/// <summary>Labeled images of the same size, read one at a time. May be read from several threads at once.</summary>
/// <example><code>
/// var options = new ImageFolderOptions { Channels = 3, Height = 64, Width = 64 };
/// IImageSource images = ImageFolder.Load("flowers/train", options);
/// byte[] pixels = new byte[images.Shape.Channels * images.Shape.Height * images.Shape.Width];
/// images.CopyPixels(0, pixels);
/// Console.WriteLine($"{images.ClassNames[images.GetLabel(0)]}, first pixel {pixels[0]}");
/// </code></example>
public interface IImageSource
{
    /// <summary>The number of images.</summary>
    int Count { get; }

    /// <summary>The size of every image, C x H x W.</summary>
    InputSpec Shape { get; }

    /// <summary>The names of the classes; a label is an index into this list.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether an image may have any number of labels rather than one class. Default: false.</summary>
    bool IsMultiLabel => false;

    /// <summary>The class of an image.</summary>
    /// <param name="index">The index of the image, from 0.</param>
    /// <returns>An index into <see cref="ClassNames"/>.</returns>
    /// <exception cref="NotSupportedException">Images may have several labels; use <see cref="CopyLabels"/>.</exception>
    int GetLabel(int index);

    /// <summary>For each class, gets whether an image has it as a label. Default: the single class of <see cref="GetLabel"/>.</summary>
    /// <param name="index">The index of the image, from 0.</param>
    /// <param name="has">One element per class, to fill.</param>
    void CopyLabels(int index, Span<bool> has)
    {
        has.Clear();
        has[this.ReadLabel(index)] = true;
    }

    /// <summary>The display name of an image. Default: its position, such as <c>#17</c>.</summary>
    /// <param name="index">The index of the image, from 0.</param>
    /// <returns>A name, which need not be that of a file.</returns>
    string GetName(int index) => FormattableString.Invariant($"#{index}");

    /// <summary>Copies the pixels of an image, channel by channel, row by row, 0 to 255.</summary>
    /// <remarks>An exception stops the operation in progress and is passed on to the caller; its <see cref="Exception.Data"/> then contains this index as "ImageIndex".</remarks>
    /// <param name="index">The index of the image, from 0.</param>
    /// <param name="pixels">C * H * W bytes to fill.</param>
    void CopyPixels(int index, Span<byte> pixels);
}
