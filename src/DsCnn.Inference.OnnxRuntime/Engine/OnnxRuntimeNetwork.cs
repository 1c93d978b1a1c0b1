using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>A network loaded by ONNX Runtime.</summary>
internal sealed class OnnxRuntimeNetwork : ClassifierNetwork
{
    /// <summary>The producer name of this library's exporter.</summary>
    private const string Producer = "DsCnn";

    private readonly NetworkPorts _ports;
    private readonly LanePool _lanes;

    /// <summary>DirectML does not support concurrent calls.</summary>
    private readonly Lock? _oneAtATime;

    private OnnxRuntimeNetwork(InferenceSession session, NetworkPorts ports, FileMetadata? metadata, ClassifierOutput output, int batchSize, ExecutionProvider provider)
    {
        _ports = ports;
        Metadata = metadata;
        Output = output;
        BatchSize = ports.FixedBatch ?? batchSize;
        _oneAtATime = provider == ExecutionProvider.DirectML ? new Lock() : null;
        bool bound = provider is not (ExecutionProvider.Cuda or ExecutionProvider.DirectML);
        _lanes = new LanePool(images => new Lane(session, ports, images, bound), session);
    }

    internal override InputSpec Input => _ports.Input;

    internal override int Classes => _ports.Classes;

    internal override FileMetadata? Metadata { get; }

    internal override ClassifierOutput Output { get; }

    internal override int BatchSize { get; }

    /// <summary>Loads a network.</summary>
    /// <param name="load">Passes the file to ONNX Runtime.</param>
    /// <param name="outline">The outline of the file.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="InvalidDataException">It is not a network, or not a classifier; the message does not name the file.</exception>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    internal static OnnxRuntimeNetwork Load(Func<SessionOptions, InferenceSession> load, OnnxOutline outline, ClassifierOptions options)
    {
        InferenceSession? session = null;
        OnnxRuntimeOptions engine = OnnxRuntimeOptions.From(options.Engine);
        try
        {
            using SessionOptions settings = SessionSettings.Create(engine);
            session = load(settings);
            FileMetadata? metadata = ReadMetadata(outline);
            NetworkPorts ports = new PortReader(session, options, metadata).Read();
            ClassifierOutput? output = KnownOutput(ports, options, metadata);
            if (output is null || ports.OutputDimensions.Any(extent => extent < 0))
            {
                (long[] dimensions, output) = OutputProbe.Run(session, ports, outline.Endings!.Of(ports.OutputName), output);
                ports = ports with { OutputDimensions = dimensions };
            }

            RequireSame(metadata?.Spec, ports);
            return new OnnxRuntimeNetwork(session, ports, metadata, output.Value, options.BatchSize, engine.Provider);
        }
        catch (OnnxRuntimeException failure)
        {
            session?.Dispose();
            throw new InvalidDataException($"ONNX Runtime rejects it. {failure.Message}", failure);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    internal override void RunBatch(ReadOnlySpan<float> input, Span<float> outputs, CancellationToken cancellationToken)
    {
        Lane lane = _lanes.Rent(_ports.FixedBatch ?? (input.Length / ImageLength));
        _oneAtATime?.Enter();
        try
        {
            lane.Run(input, outputs, cancellationToken);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InvalidOperationException(ErrorText.OneLine($"ONNX Runtime could not run the network. {failure.Message}"), failure);
        }
        finally
        {
            _oneAtATime?.Exit();
            _lanes.Return(lane);
        }
    }

    public override void Dispose() => _lanes.Dispose();

    private static FileMetadata? ReadMetadata(OnnxOutline outline)
    {
        FileMetadata? metadata = FileMetadata.Read(outline.Metadata);
        return metadata is null && outline.Producer == Producer
            ? throw new InvalidDataException($"the file is cut short: it has no \"{FileMetadata.SpecKey}\" in its metadata, which is at its end.")
            : metadata;
    }

    /// <summary>The kind of output according to the options or this library's output names.</summary>
    private static ClassifierOutput? KnownOutput(NetworkPorts ports, ClassifierOptions options, FileMetadata? metadata)
    {
        if (options.Output is not null || metadata is null)
            return options.Output;
        bool independent = metadata.Spec.Head == Head.Sigmoid;
        return ports.OutputName switch
        {
            "probabilities" => independent ? ClassifierOutput.IndependentProbabilities : ClassifierOutput.Probabilities,
            "logits" or "features" => independent ? ClassifierOutput.IndependentLogits : ClassifierOutput.Logits,
            _ => null,
        };
    }

    private static void RequireSame(ModelSpec? spec, NetworkPorts ports)
    {
        if (spec is not null && (spec.Input != ports.Input || spec.Output.Elements != ports.Classes))
        {
            throw new InvalidDataException(
                $"its spec describes {spec.Input.Shape} to {spec.Output}, and its network computes {ports.Input.Shape} to {ports.Classes}.");
        }
    }
}
