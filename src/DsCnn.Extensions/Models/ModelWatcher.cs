using Microsoft.Extensions.Logging;

namespace DsCnn.Extensions;

/// <summary>Watches whether a served file changes, and triggers the reload.</summary>
internal sealed class ModelWatcher : IAsyncDisposable
{
    private readonly string _path;
    private readonly ServedModel _model;
    private readonly ILogger _log;
    private readonly string _name;
    private readonly PeriodicTimer _timer;
    private readonly Task _watching;
    private FileStamp? _seen;
    private bool _isMissing;

    internal ModelWatcher(string name, DsCnnClassifierOptions options, ServedModel model, TimeProvider time, ILogger log)
    {
        _name = name;
        _path = options.Model;
        _model = model;
        _log = log;
        _timer = new PeriodicTimer(options.PollInterval, time);
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>Why the current file is not served, or null if it is.</summary>
    internal string? Refusal { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _watching.ConfigureAwait(false);
    }

    private async Task WatchAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            if (FileStamp.Of(_path) is not { } stamp)
            {
                if (!_isMissing)
                    _log.ModelMissing(_name, _path);
                _isMissing = true;
                continue;
            }

            _isMissing = false;
            // It was written to since the last look, and may still be.
            bool isSettled = stamp == _seen;
            _seen = stamp;
            if (isSettled && stamp != _model.Stamp)
                Exchange(stamp);
        }
    }

    /// <summary>If anything is wrong with the new file, the old network stays in service.</summary>
    private void Exchange(FileStamp stamp)
    {
        try
        {
            _model.Exchange(stamp);
            Refusal = null;
            _log.ModelExchanged(_name, _path);
        }
#pragma warning disable CA1031 // Third-party code runs here too: decoders and engines.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Refusal = failure.Message;
            _log.ModelRefused(_name, _path, failure.Message, failure);
        }
    }
}
