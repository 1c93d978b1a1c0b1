namespace DsCnn.Inspection;

/// <summary>Looks at the images of a data set before a network is trained on them.</summary>
/// <example><code>
/// DataReport report = DataInspector.Inspect("flowers");
/// foreach (DataFinding finding in report.Findings)
///     Console.WriteLine(finding);
/// File.WriteAllText("flowers.html", report.ToHtmlPage());
/// </code></example>
public static class DataInspector
{
    /// <summary>Reads every image of a data set once, on all cores, and says what is there and what is wrong with it.</summary>
    /// <remarks>
    /// Folders are looked at file by file, as they are: in their own sizes, unreadable files and classes without images included. About 400 bytes are kept of each image.
    /// </remarks>
    /// <param name="data">As in <see cref="ImageDataSet.Open"/>.</param>
    /// <param name="options">What is looked at and shown.</param>
    /// <param name="progress">Told about once per percent, in order, from the threads that read.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <returns>The report.</returns>
    /// <exception cref="IOException">Something is missing.</exception>
    /// <exception cref="InvalidDataException">The folder holds nothing that can be trained on, or a damaged file of a well-known data set.</exception>
    /// <exception cref="DllNotFoundException">The application brings no native library of SkiaSharp.</exception>
    public static DataReport Inspect(
        string data, DataInspectionOptions? options = null, IProgress<ImageLoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        options ??= new DataInspectionOptions();
        ImageLibrary.EnsureLoaded();
        InspectedSet set = ImageDataSet.HoldsFolders(data)
            ? InspectedSet.OfFolders(data, options.MaxPixels, cancellationToken)
            : ImageDataSet.IsList(data) ? InspectedSet.OfList(data, options.MaxPixels)
            : InspectedSet.Of(data, ImageDataSet.Open(data, cancellationToken: cancellationToken));
        return new DataInspection(set, options, progress, cancellationToken).Run();
    }

    /// <summary>Reads every image of an opened data set once, in the size that it gives them, and says what is there and what is wrong with it.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="options">What is looked at and shown.</param>
    /// <param name="progress">Told about once per percent, in order, from the threads that read.</param>
    /// <param name="cancellationToken">Stops between images.</param>
    /// <returns>The report.</returns>
    /// <exception cref="InvalidDataException">An image has a label that is none of the classes.</exception>
    /// <exception cref="DllNotFoundException">The application brings no native library of SkiaSharp.</exception>
    public static DataReport Inspect(
        ImageDataSet data, DataInspectionOptions? options = null, IProgress<ImageLoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ImageLibrary.EnsureLoaded();
        return new DataInspection(InspectedSet.Of("images", data), options ?? new DataInspectionOptions(), progress, cancellationToken).Run();
    }
}
