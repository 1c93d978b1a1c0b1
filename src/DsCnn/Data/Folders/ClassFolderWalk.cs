namespace DsCnn.Data;

/// <summary>Collects the images of one class from its folders and all folders within them, each folder once because links may form a cycle.</summary>
internal sealed class ClassFolderWalk(IReadOnlyList<string> excluded, CancellationToken cancellationToken)
{
    private readonly LeftOutTally _leftOut = new(cancellationToken);
    private readonly List<string> _images = [];
    private readonly HashSet<string> _seen = [];

    internal IReadOnlyList<string> Images => _images;

    internal LeftOutFiles LeftOut => _leftOut.Result;

    internal void Add(string classFolder) => Walk(classFolder, RealPath.Of(classFolder));

    private void Walk(string folder, string real)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_seen.Add(real))
            return;
        var level = FolderLevel.Read(folder, excluded);
        _leftOut.AddIgnored(level);
        foreach (FolderLevel.File file in level.Files)
        {
            if (file.IsImage)
                _images.Add(level.In(file.Name));
            else
                _leftOut.Add(file);
        }

        foreach (FolderLevel.Folder inner in level.Folders)
            Walk(level.In(inner.Name), inner.IsLink ? RealPath.Of(level.In(inner.Name)) : Path.Combine(real, inner.Name));
    }
}
