namespace DsCnn.Inspection;

/// <summary>Inspects the images of a data set before a network is trained on them.</summary>
/// <example><code>
/// DataReport report = DataInspector.Inspect("flowers");
/// foreach (DataFinding finding in report.Findings)
///     Console.WriteLine(finding);
/// File.WriteAllText("flowers.html", report.ToHtmlPage());
/// </code></example>
public static class DataInspector
{
    /// <summary>Reads every image of a data set once, on all cores, and reports its contents and problems.</summary>
    /// <remarks>
    /// Folders are inspected file by file, as they are: in their original sizes, including unreadable files and classes without images. About 400 bytes are kept per image.
    /// </remarks>
    /// <param name="data">As in <see cref="ImageDataSet.Open"/>.</param>
    /// <param name="options">What to check and show.</param>
    /// <param name="progress">Called about once per percent, in order, from the reading threads.</param>
    /// <param name="cancellationToken">Cancels between images.</param>
    /// <returns>The report.</returns>
    /// <exception cref="IOException">Something is missing.</exception>
    /// <exception cref="InvalidDataException">The folder contains nothing to train on, or a damaged file of a well-known data set.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
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

    /// <summary>Reads every image of an opened data set once, in the size in which it provides them, and reports its contents and problems.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="options">What to check and show.</param>
    /// <param name="progress">Called about once per percent, in order, from the reading threads.</param>
    /// <param name="cancellationToken">Cancels between images.</param>
    /// <returns>The report.</returns>
    /// <exception cref="InvalidDataException">An image has a label that is not one of the classes.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    public static DataReport Inspect(
        ImageDataSet data, DataInspectionOptions? options = null, IProgress<ImageLoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ImageLibrary.EnsureLoaded();
        return new DataInspection(InspectedSet.Of("images", data), options ?? new DataInspectionOptions(), progress, cancellationToken).Run();
    }
}
