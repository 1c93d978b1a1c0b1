using System.Collections.Concurrent;

namespace DsCnn.Inference;

/// <summary>A model file on the managed engine.</summary>
internal sealed class ManagedNetwork : ClassifierNetwork
{
    private readonly ModelSpec _folded;
    private readonly QuantizationSpec? _quantization;
    private readonly NetworkWeights _weights;
    private readonly EngineOptions _engine;
    private readonly RunPool _classes;
    private readonly PlanValue _beforeClasses;

    /// <summary>The same network up to other values, by name, compiled on first use.</summary>
    private readonly ConcurrentDictionary<string, RunPool> _features = [];
    private volatile bool _disposed;

    private ManagedNetwork(ModelReader model, ClassifierOptions options)
    {
        ModelSpec spec = model.Spec;
        if (!spec.Output.IsVector && spec.Output is not { Height: 1, Width: 1 })
            throw new InvalidDataException($"it outputs maps of {spec.Output}, not classes. Classifier runs networks that end in a vector.");
        if (options.Input is { } input && input != spec.Input)
            throw new ArgumentException($"The network takes images of {spec.Input.Shape}, and no others. Received: {input.Shape}.", nameof(options));

        _folded = spec with { BatchNorm = null };
        _quantization = model.Quantization;
        _weights = new NetworkWeights(new FoldedWeights(spec, model.Read, keeps: false));
        _engine = options.Engine;
        Metadata = model.Metadata;
        Output = options.Output ?? spec.Head switch
        {
            Head.Softmax => ClassifierOutput.Probabilities,
            Head.Sigmoid => ClassifierOutput.IndependentProbabilities,
            _ => ClassifierOutput.Logits,
        };
        BatchSize = options.BatchSize;
        bool isHeadWanted = Output is ClassifierOutput.Probabilities or ClassifierOutput.IndependentProbabilities;
        _beforeClasses = _folded.Plan.Operations.OfType<LinearOperation>().LastOrDefault()?.Input ?? _folded.Plan.Logits;
        _classes = Compile((isHeadWanted ? _folded.Plan.Output : _folded.Plan.Logits).Name);
        _weights.Close();
    }

    internal override InputSpec Input => Metadata.Spec.Input;

    internal override int Classes => _classes.Network.OutputLength;

    internal override FileMetadata Metadata { get; }

    internal override ClassifierOutput Output { get; }

    internal override int BatchSize { get; }

    /// <summary>Compiles a model; nothing is read from it later.</summary>
    /// <exception cref="InvalidDataException">It does not output classes.</exception>
    /// <exception cref="ArgumentException">The options do not fit it.</exception>
    internal static ManagedNetwork Load(ModelReader model, ClassifierOptions options) => new(model, options);

    internal override void RunBatch(ReadOnlySpan<float> input, Span<float> outputs, CancellationToken cancellationToken) =>
        Run(_classes, input, outputs, cancellationToken);

    internal override TensorShape FeatureShape(int? layer) => ValueOf(layer).Shape;

    internal override void RunFeatures(int? layer, ReadOnlySpan<float> input, Span<float> outputs, CancellationToken cancellationToken) =>
        Run(_features.TryGetValue(ValueOf(layer).Name, out RunPool? pool) ? pool : _features.GetOrAdd(ValueOf(layer).Name, Compile), input, outputs, cancellationToken);

    /// <summary>Rejects later runs. The garbage collector frees the memory, so nothing is taken from running calls.</summary>
    public override void Dispose() => _disposed = true;

    private void Run(RunPool pool, ReadOnlySpan<float> input, Span<float> outputs, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(Classifier));
        NetworkRun run = pool.Rent();
        try
        {
            run.Run(input, outputs, cancellationToken);
        }
        finally
        {
            pool.Return(run);
        }
    }

    private RunPool Compile(string value) => new(threads => new CompiledNetwork(_folded, _weights, _quantization, value, kernels: null, threads), _engine);

    /// <summary>The output of a layer, or the input of the last fully connected one.</summary>
    private PlanValue ValueOf(int? layer)
    {
        if (layer is not { } index)
            return _beforeClasses;
        NetworkPlan plan = _folded.Plan;
        return index >= 0 && index < plan.Layers.Length
            ? plan.Layers[index].Output
            : throw new ArgumentOutOfRangeException(nameof(layer), $"Expected a layer from 0 to {plan.Layers.Length - 1}, or null. Received: {index}.");
    }
}
