namespace DsCnn.Cli;

/// <summary>Remarks about a data set after reading it: what was left out, and what was guessed.</summary>
internal sealed class ReadingNotes
{
    private const int NamedFiles = 3;
    private const int NamedRemarks = 5;

    private readonly HashSet<string> _said = [];

    /// <summary>
    /// Writes to standard error: a line for all files that were left out, a line for each remark, and a line for the unreadable images of each split. Each line is
    /// written only once, even if a data set is read twice.
    /// </summary>
    internal void Write(LeftOutFiles leftOut, IReadOnlyList<string> remarks, params IImageSource?[] sources)
    {
        if (leftOut.Count > 0)
            Say($"left out {leftOut}");
        foreach (string remark in remarks.Take(NamedRemarks))
            Say(remark);
        if (remarks.Count > NamedRemarks)
            Say($"{Quantity.Of(remarks.Count - NamedRemarks, "more remark")} of this kind");
        foreach (ImageFolder folder in sources.OfType<ImageFolder>().Where(folder => folder.Unreadable.Count > 0))
            Say(Describe(folder.Unreadable));
        foreach (ImageCsv list in sources.OfType<ImageCsv>().Where(list => list.Unreadable.Count > 0))
            Say(Describe(list.Unreadable));
    }

    private void Say(string line)
    {
        if (_said.Add(line))
            ErrorMessage.Write(line);
    }

    private static string Describe(IReadOnlyList<UnreadableImage> images)
    {
        string more = images.Count > NamedFiles ? $", and {images.Count - NamedFiles} more" : "";
        return $"left out {Quantity.Of(images.Count, "unreadable image")}: {string.Join(", ", images.Take(NamedFiles))}{more}";
    }
}
