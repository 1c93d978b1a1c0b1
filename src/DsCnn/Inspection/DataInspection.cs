namespace DsCnn.Inspection;

/// <summary>One inspection: every image is read once, and those that are shown a second time.</summary>
internal sealed class DataInspection(InspectedSet set, DataInspectionOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken)
{
    private readonly PictureDigest?[] _digests = new PictureDigest?[set.Images.Length];
    private readonly string?[] _reasons = new string?[set.Images.Length];
    private readonly Lock _progressLock = new();
    private int _done;

    internal DataReport Run()
    {
        ParallelImages.For(set.Images.Length, Read, cancellationToken);
        InspectedImage[] readable = [.. set.Images.Where(image => _digests[image.Index] is not null)];
        ILookup<(string, DataSplit), InspectedImage> byClass = readable
            .SelectMany(image => image.Labels, (image, label) => (image, label)).ToLookup(pair => (pair.label, pair.image.Split), pair => pair.image);
        DuplicateGroup[] duplicates =
        [
            .. DuplicateSearch.Find(_digests, options.NearDuplicates, cancellationToken)
                .Select(like => new DuplicateGroup([.. like.Select(equal => (IReadOnlyList<InspectedImage>)[.. equal.Select(i => set.Images[i])])])),
        ];
        ImageSizes? sizes = readable.Length == 0 ? null : ImageSizes.Of([.. readable.Select(image => (_digests[image.Index]!.Height, _digests[image.Index]!.Width))]);
        int channels = readable.Max(image => _digests[image.Index]?.Channels) ?? 1;
        return new DataReport(DataPictures.Take(set, readable, sizes, channels, duplicates, options, cancellationToken), options.SmallClass)
        {
            Data = set.Name,
            Splits = [.. set.Images.Select(image => image.Split).Distinct()],
            Images = readable.Length,
            ImagesBySplit = readable.GroupBy(image => image.Split).ToDictionary(ofSplit => ofSplit.Key, ofSplit => ofSplit.Count()),
            Classes = [.. set.ClassNames.Select(name => CountOf(name, byClass))],
            Sizes = sizes,
            Gray = readable.Count(image => _digests[image.Index]!.Channels == 1),
            Unreadable = [.. set.Images.Where(image => _reasons[image.Index] is not null).Select(image => new UnreadableImage { Path = image.Name, Reason = _reasons[image.Index]! })],
            LeftOut = set.LeftOut,
            Remarks = set.Remarks,
            Plain = [.. readable.Where(image => _digests[image.Index]!.IsOfOneTone)],
            Duplicates = duplicates,
        };
    }

    private static ClassImages CountOf(string name, ILookup<(string, DataSplit), InspectedImage> images) => new()
    {
        Name = name,
        Train = images[(name, DataSplit.Train)].Count(),
        Validation = images[(name, DataSplit.Validation)].Count(),
        Test = images[(name, DataSplit.Test)].Count(),
    };

    private void Read(int index)
    {
        try
        {
            _digests[index] = PictureDigest.Of(set.Read(index));
        }
        catch (Exception failure) when (ImageFile.IsUnreadable(failure))
        {
            _reasons[index] = failure.Message;
        }

        ReportOneMore();
    }

    private void ReportOneMore()
    {
        if (progress is null)
            return;
        lock (_progressLock)
        {
            _done++;
            if (_done == _digests.Length || _done % Math.Max(1, _digests.Length / 100) == 0)
                progress.Report(new ImageLoadProgress { Done = _done, Total = _digests.Length });
        }
    }
}
