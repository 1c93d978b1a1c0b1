using System.Collections.Immutable;

namespace DsCnn.Inference;

/// <summary>A model file on the managed engine.</summary>
internal sealed class ManagedNetwork : ClassifierNetwork
{
    /// <summary>As many calls at once as services have, and memory that a process can spare.</summary>
    private const int MaxIdle = 64;
    private const long MaxIdleBytes = 256L << 20;

    private readonly CompiledNetwork _network;
    private readonly ThreadSpinning _spinning;
    private readonly int _threads;
    private readonly Lock _gate = new();
    private readonly Stack<NetworkRun> _idle = new();
    private bool _disposed;

    private ManagedNetwork(ModelFile model, ClassifierOptions options)
    {
        ModelSpec spec = model.Spec;
        if (!spec.Output.IsVector && spec.Output is not { Height: 1, Width: 1 })
            throw new InvalidDataException($"it gives maps of {spec.Output}, no classes. Classifier runs networks that end in a vector.");
        if (options.Input is { } input && input != spec.Input)
            throw new ArgumentException($"The network takes images of {spec.Input.Shape}, and no others. Received: {input.Shape}.", nameof(options));

        Metadata = new FileMetadata { Spec = spec, Labels = model.Labels, Preprocessing = model.Preprocessing, Thresholds = model.Thresholds };
        bool isHeadWanted = options.Output is null or ClassifierOutput.Probabilities or ClassifierOutput.IndependentProbabilities;
        Output = options.Output ?? spec.Head switch
        {
            Head.Softmax => ClassifierOutput.Probabilities,
            Head.Sigmoid => ClassifierOutput.IndependentProbabilities,
            _ => ClassifierOutput.Logits,
        };
        BatchSize = options.BatchSize;
        _spinning = options.Engine.Spinning;
        _threads = options.Engine.IntraOpThreads ?? Environment.ProcessorCount;
        _network = new CompiledNetwork(model, isHeadWanted ? null : model.FoldBatchNorm().Spec.Plan.Logits.Name, threads: _threads);
    }

    internal override InputSpec Input => Metadata.Spec.Input;

    internal override int Classes => _network.OutputLength;

    internal override FileMetadata Metadata { get; }

    internal override ClassifierOutput Output { get; }

    internal override int BatchSize { get; }

    /// <summary>Compiles a model.</summary>
    /// <exception cref="InvalidDataException">It gives no classes.</exception>
    /// <exception cref="ArgumentException">The options do not fit it.</exception>
    internal static ManagedNetwork Load(ModelFile model, ClassifierOptions options) => new(model, options);

    internal override void RunBatch(ReadOnlySpan<float> input, Span<float> outputs, CancellationToken cancellationToken)
    {
        NetworkRun run = Rent();
        try
        {
            run.Run(input, outputs, cancellationToken);
        }
        finally
        {
            Return(run);
        }
    }

    /// <summary>Refuses later runs. Memory is the garbage collector's, so that nothing is taken away from those that are running.</summary>
    public override void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _idle.Clear();
        }
    }

    private NetworkRun Rent()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(Classifier));
            if (_idle.TryPop(out NetworkRun? run))
                return run;
        }

        return new NetworkRun(_network, _threads) { Spinning = _spinning };
    }

    private void Return(NetworkRun run)
    {
        lock (_gate)
        {
            if (!_disposed && _idle.Count < MaxIdle && (_idle.Count + 1) * run.Bytes <= Math.Max(MaxIdleBytes, run.Bytes))
                _idle.Push(run);
        }
    }
}
