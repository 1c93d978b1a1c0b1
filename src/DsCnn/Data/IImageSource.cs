namespace DsCnn;

/// <summary>Labelled images of one size, read one at a time. Reads may come from several threads at once.</summary>
public interface IImageSource
{
    /// <summary>How many images there are.</summary>
    int Count { get; }

    /// <summary>The size of every image, C x H x W.</summary>
    InputSpec Shape { get; }

    /// <summary>The names of the classes; a label is a position in this list.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of an image.</summary>
    /// <param name="index">Which image, from 0.</param>
    /// <returns>A position in <see cref="ClassNames"/>.</returns>
    int GetLabel(int index);

    /// <summary>Copies the pixels of an image, channel by channel, row by row, 0 to 255.</summary>
    /// <remarks>An exception ends what is being done and reaches the caller as it is; its <see cref="Exception.Data"/> then holds this index as "ImageIndex".</remarks>
    /// <param name="index">Which image, from 0.</param>
    /// <param name="pixels">C * H * W bytes to fill.</param>
    void CopyPixels(int index, Span<byte> pixels);
}
