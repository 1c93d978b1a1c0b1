namespace DsCnn.Extensions;

/// <summary>The network that serves, and its successors.</summary>
internal sealed class ServedModel : IDisposable
{
    private readonly string _path;
    private readonly ClassifierOptions _options;
    private readonly TimeProvider _time;
    private LoadedModel? _current;

    /// <exception cref="InvalidDataException">It is no network, or none that can be served.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal ServedModel(string path, ClassifierOptions options, TimeProvider time)
    {
        _path = path;
        _options = options;
        _time = time;
        Stamp = FileStamp.Of(path);
        _current = Load();
    }

    /// <summary>The file as it was last loaded or refused.</summary>
    internal FileStamp? Stamp { get; private set; }

    /// <summary>Holds the network that serves.</summary>
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

    /// <summary>Loads what lies there now, and lets it serve once it is warm. What fails changes nothing, and is not tried again before the file is another.</summary>
    /// <exception cref="IOException">The file cannot be read, or was written to meanwhile.</exception>
    internal void Exchange(FileStamp stamp)
    {
        Stamp = stamp;
        LoadedModel next = Load();
        if (FileStamp.Of(_path) != stamp)
        {
            // Perhaps half of one and half of another.
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
            // Its answers must be numbers, too.
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
