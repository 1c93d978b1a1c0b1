using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>How large a picture may be: pictures of unknown origin must not fill the memory, and one's own may be huge.</summary>
internal static class PixelLimit
{
    internal static Option<int?> CreateOption() => NumberOption.Between(
        "--max-pixels", "Pixels that one picture may have (default: 100000000)", 1, ImageFolderOptions.LargestMaxPixels);
}
