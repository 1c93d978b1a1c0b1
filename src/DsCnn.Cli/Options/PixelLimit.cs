using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The largest image that is read: images of unknown origin must not exhaust memory, but the user's own may be huge.</summary>
internal static class PixelLimit
{
    internal static Option<int?> CreateOption() => NumberOption.Between(
        "--max-pixels", "Pixels that one picture may have (default: 100000000)", 1, ImageFolderOptions.LargestMaxPixels);
}
