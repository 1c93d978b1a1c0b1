namespace DsCnn.Training;

/// <summary>The weights a run works with: the network's own, their moving average, and those of the best epoch.</summary>
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

    /// <summary>Takes an update into the average.</summary>
    internal void Follow(long updates) => _average?.MoveTowards(_current, 1 - _ema!.DecayAt(updates));

    /// <summary>Does something while the network holds the weights that count: the average, where there is one.</summary>
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

    /// <summary>Makes room for the best weights, as a checkpoint that holds some needs it.</summary>
    internal void KeepBest()
    {
        if (_best is null)
            _best = _current.Clone();
        else
            _best.CopyFrom(_current);
    }

    /// <summary>Leaves the network with the best weights, else with the average, else as it is.</summary>
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
