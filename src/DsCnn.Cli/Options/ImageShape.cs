namespace DsCnn.Cli;

/// <summary>How images are to be read for a network.</summary>
internal static class ImageShape
{
    /// <summary>In exactly the shape that a network takes.</summary>
    /// <exception cref="NotSupportedException">No image file has so many channels.</exception>
    internal static ImageFolderOptions OptionsFor(InputSpec input, string network) =>
        input.Channels is 1 or 3
            ? new ImageFolderOptions { Channels = input.Channels, Height = input.Height, Width = input.Width }
            : throw new NotSupportedException($"{network} takes images of {input.Channels} channels. Image files give 1 or 3.");
}
