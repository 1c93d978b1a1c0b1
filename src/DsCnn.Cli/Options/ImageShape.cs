namespace DsCnn.Cli;

/// <summary>How images are read for a network.</summary>
internal static class ImageShape
{
    /// <summary>Reads images in exactly the shape that a network accepts.</summary>
    /// <exception cref="NotSupportedException">Image files cannot have that many channels.</exception>
    internal static ImageFolderOptions OptionsFor(InputSpec input, string network) =>
        input.Channels is 1 or 3
            ? new ImageFolderOptions { Channels = input.Channels, Height = input.Height, Width = input.Width }
            : throw new NotSupportedException($"{network} takes images of {input.Channels} channels. Image files have 1 or 3.");
}
