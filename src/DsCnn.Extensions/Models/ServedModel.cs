namespace DsCnn.Extensions;

/// <summary>The network that is served, and its successors.</summary>
internal sealed class ServedModel : IDisposable
{
    private readonly string _path;
    private readonly ClassifierOptions _options;
    private readonly TimeProvider _time;
    private LoadedModel? _current;

    /// <exception cref="InvalidDataException">It is not a network, or not one that can be served.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal ServedModel(string path, ClassifierOptions options, TimeProvider time)
    {
        _path = path;
        _options = options;
        _time = time;
        Stamp = FileStamp.Of(path);
        _current = Load();
    }

    /// <summary>The stamp of the file that was last loaded or rejected.</summary>
    internal FileStamp? Stamp { get; private set; }

    /// <summary>Adds a reference to the network that is served.</summary>
    /// <exception cref="ObjectDisposedException">The service has ended.</exception>
    internal LoadedModel Hold()
    {
        while (true)
        {
            LoadedModel current = Volatile.Read(ref _current) ?? throw new ObjectDisposedException(nameof(ClassifierService));
            if (current.TryHold())
                return current;
        }
    }

    /// <summary>Loads the current file, and serves it once it has warmed up. If this fails, nothing changes, and it is not tried again until the file changes.</summary>
    /// <exception cref="IOException">The file cannot be read, or was written to at the same time.</exception>
    internal void Exchange(FileStamp stamp)
    {
        Stamp = stamp;
        LoadedModel next = Load();
        if (FileStamp.Of(_path) != stamp)
        {
            // The data may be a mixture of two versions.
            next.Release();
            throw new IOException(ErrorText.OneLine($"{_path} was written to while it was read."));
        }

        Interlocked.Exchange(ref _current, next)?.Release();
    }

    public void Dispose() => Interlocked.Exchange(ref _current, null)?.Release();

    private LoadedModel Load()
    {
        var classifier = Classifier.Load(_path, _options);
        try
        {
            // This also checks that its outputs are finite.
            classifier.WarmUp();
            return new LoadedModel(classifier, _time.GetUtcNow());
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }
}
