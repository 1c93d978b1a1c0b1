using System.Collections.Immutable;

namespace DsCnn.Inspection;

/// <summary>The images of a data set as they are stored, one split after the other.</summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="ClassNames">The classes, including those without images.</param>
/// <param name="Images">All images, including those that cannot be read.</param>
/// <param name="Read">Reads one of them; a grayscale picture has one channel.</param>
internal sealed record InspectedSet(string Name, ImmutableArray<string> ClassNames, ImmutableArray<InspectedImage> Images, Func<int, PlanarImage> Read)
{
    private static readonly DataSplit[] _splits = [DataSplit.Train, DataSplit.Validation, DataSplit.Test];

    /// <summary>Files that are not images of a class.</summary>
    internal LeftOutFiles LeftOut { get; private init; } = LeftOutFiles.None;

    /// <summary>Guesses that were made; one line each.</summary>
    internal ImmutableArray<string> Remarks { get; private init; } = [];

    /// <summary>Lists the files of a folder with class folders, or with folders of splits, even if training would reject the folder.</summary>
    internal static InspectedSet OfFolders(string data, int maxPixels, CancellationToken cancellationToken)
    {
        var options = new ImageFolderOptions { MaxPixels = maxPixels };
        var folders = SplitFolders.Find(data, ImageDataSet.Expected, options, cancellationToken);
        var images = ImmutableArray.CreateBuilder<InspectedImage>();
        var paths = new List<string>();
        ImmutableArray<string> classes = [];
        LeftOutFiles leftOut = folders.LeftOut;
        ImmutableArray<string> remarks = folders.Remarks;
        foreach (DataSplit split in _splits)
        {
            if (folders.Of(split) is not { } folder)
                continue;
            var found = ClassFolders.Survey(folder, classes, options, cancellationToken);
            classes = found.ClassNames;
            leftOut = LeftOutFiles.Sum(leftOut, found.LeftOut);
            remarks = [.. remarks, .. found.Remarks];
            foreach (ClassFolders.LabeledFile file in found.Files)
            {
                images.Add(new InspectedImage { Name = Path.GetRelativePath(data, file.Path), Split = split, Labels = [classes[file.Label]], Index = paths.Count });
                paths.Add(file.Path);
            }
        }

        return images.Count > 0
            ? new InspectedSet(data, classes, images.DrainToImmutable(), index => ImageFile.Decode(paths[index], maxPixels)) { LeftOut = leftOut, Remarks = remarks }
            : throw new InvalidDataException(ErrorText.OneLine($"{data} contains no images in its class folders ({ClassFolders.Pattern})."));
    }

    /// <summary>Lists the files that a CSV file names.</summary>
    internal static InspectedSet OfList(string data, int maxPixels)
    {
        var table = LabelTable.Read(data, classNames: null);
        LabelTable.Row[] rows = [.. table.Rows.OrderBy(row => row.Split ?? DataSplit.Train)];
        ImmutableArray<InspectedImage> images =
        [
            .. rows.Select((row, i) => new InspectedImage
            {
                Name = table.NameOf(row), Split = row.Split ?? DataSplit.Train, Labels = [.. row.Labels.Select(label => table.ClassNames[label])], Index = i,
            }),
        ];
        return new InspectedSet(data, table.ClassNames, images, index => ImageFile.Decode(rows[index].File, maxPixels)) { Remarks = table.Remarks };
    }

    internal static InspectedSet Of(string name, ImageDataSet data)
    {
        var images = ImmutableArray.CreateBuilder<InspectedImage>();
        var places = new List<(IImageSource Source, int Index)>();
        foreach (DataSplit split in _splits)
        {
            if (data.Of(split) is not { } source)
                continue;
            for (int i = 0; i < source.Count; i++)
            {
                images.Add(new InspectedImage { Name = source.GetName(i), Split = split, Labels = LabelsOf(source, i), Index = places.Count });
                places.Add((source, i));
            }
        }

        return new InspectedSet(name, [.. data.Train.ClassNames], images.DrainToImmutable(), index => ReadFrom(places[index].Source, places[index].Index))
        {
            LeftOut = data.LeftOut,
            Remarks = [.. data.Remarks],
        };
    }

    private static string[] LabelsOf(IImageSource source, int index)
    {
        if (!source.IsMultiLabel)
            return [source.ClassNames[source.ReadLabel(index)]];
        bool[] has = new bool[source.ClassNames.Count];
        source.CopyLabels(index, has);
        return [.. source.ClassNames.Where((_, label) => has[label])];
    }

    private static PlanarImage ReadFrom(IImageSource source, int index)
    {
        InputSpec shape = source.Shape;
        byte[] pixels = new byte[shape.Shape.Elements];
        source.CopyPixels(index, pixels);
        int size = shape.Height * shape.Width;
        bool colorless = shape.Channels == 3
            && pixels.AsSpan(0, size).SequenceEqual(pixels.AsSpan(size, size)) && pixels.AsSpan(0, size).SequenceEqual(pixels.AsSpan(2 * size, size));
        return colorless ? new PlanarImage(1, shape.Height, shape.Width, pixels[..size]) : new PlanarImage(shape.Channels, shape.Height, shape.Width, pixels);
    }
}
