namespace DsCnn.Data;

/// <summary>Labeled images of one size, read one at a time. Reads may come from several threads at once.</summary>
/// <example><code>
/// var options = new ImageFolderOptions { Channels = 3, Height = 64, Width = 64 };
/// IImageSource images = ImageFolder.Load("flowers/train", options);
/// byte[] pixels = new byte[images.Shape.Channels * images.Shape.Height * images.Shape.Width];
/// images.CopyPixels(0, pixels);
/// Console.WriteLine($"{images.ClassNames[images.GetLabel(0)]}, first pixel {pixels[0]}");
/// </code></example>
public interface IImageSource
{
    /// <summary>How many images there are.</summary>
    int Count { get; }

    /// <summary>The size of every image, C x H x W.</summary>
    InputSpec Shape { get; }

    /// <summary>The names of the classes; a label is a position in this list.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether an image may have any number of labels rather than one class. Default: false.</summary>
    bool IsMultiLabel => false;

    /// <summary>The class of an image.</summary>
    /// <param name="index">Which image, from 0.</param>
    /// <returns>A position in <see cref="ClassNames"/>.</returns>
    /// <exception cref="NotSupportedException">Images may have several labels: <see cref="CopyLabels"/> gives them.</exception>
    int GetLabel(int index);

    /// <summary>Says of each class whether an image has it as a label. Default: the one class of <see cref="GetLabel"/>.</summary>
    /// <param name="index">Which image, from 0.</param>
    /// <param name="has">As many as there are classes, to fill.</param>
    void CopyLabels(int index, Span<bool> has)
    {
        has.Clear();
        has[this.ReadLabel(index)] = true;
    }

    /// <summary>What an image is called where people are shown it. Default: its place, such as <c>#17</c>.</summary>
    /// <param name="index">Which image, from 0.</param>
    /// <returns>A name, which need not be a file's.</returns>
    string GetName(int index) => FormattableString.Invariant($"#{index}");

    /// <summary>Copies the pixels of an image, channel by channel, row by row, 0 to 255.</summary>
    /// <remarks>An exception ends what is being done and reaches the caller as it is; its <see cref="Exception.Data"/> then holds this index as "ImageIndex".</remarks>
    /// <param name="index">Which image, from 0.</param>
    /// <param name="pixels">C * H * W bytes to fill.</param>
    void CopyPixels(int index, Span<byte> pixels);
}
