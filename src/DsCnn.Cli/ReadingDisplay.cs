using System.Globalization;

namespace DsCnn.Cli;

/// <summary>Shows how far the reading of images is.</summary>
internal static class ReadingDisplay
{
    internal static T Run<T>(Func<IProgress<ImageLoadProgress>?, T> read) =>
        StatusDisplay.Run("Reading images", value => string.Create(CultureInfo.InvariantCulture, $"Reading images: {value.Done:N0} of {value.Total:N0}"), read);
}
