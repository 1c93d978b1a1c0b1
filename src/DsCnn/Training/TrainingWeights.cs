namespace DsCnn.Training;

/// <summary>The weights of a run: the network's own, their moving average, and those of the best epoch.</summary>
internal sealed class TrainingWeights : IDisposable
{
    private readonly EmaOptions? _ema;
    private readonly TensorGroup _current;
    private readonly TensorGroup? _average;
    private TensorGroup? _best;

    internal TrainingWeights(DsCnnModel model, EmaOptions? ema)
    {
        _ema = ema;
        _current = TensorGroup.AllOf(model);
        _average = ema is null ? null : _current.Clone();
    }

    internal bool HasBest => _best is not null;

    internal bool AreFinite => _current.IsFinite;

    /// <summary>All tensors, by the names that checkpoints use.</summary>
    internal IEnumerable<NamedTensor> Tensors =>
        [.. _current.Named("model."), .. _average?.Named("ema.") ?? [], .. _best?.Named("best.") ?? []];

    /// <summary>Includes an update in the average.</summary>
    internal void Follow(long updates) => _average?.MoveTowards(_current, 1 - _ema!.DecayAt(updates));

    /// <summary>Runs an action while the network has the weights that count: the average, if there is one.</summary>
    internal void WhileAveraged(Action action)
    {
        _average?.SwapWith(_current);
        try
        {
            action();
        }
        finally
        {
            _average?.SwapWith(_current);
        }
    }

    /// <summary>Allocates memory for the best weights, which a checkpoint may contain.</summary>
    internal void KeepBest()
    {
        if (_best is null)
            _best = _current.Clone();
        else
            _best.CopyFrom(_current);
    }

    /// <summary>Gives the network the best weights, else the average, else leaves it as it is.</summary>
    internal void LeaveFinal()
    {
        if ((_best ?? _average) is { } final)
            _current.CopyFrom(final);
    }

    public void Dispose()
    {
        _best?.Dispose();
        _average?.Dispose();
        _current.Dispose();
    }
}
