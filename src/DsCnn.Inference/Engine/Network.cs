using Microsoft.ML.OnnxRuntime;

namespace DsCnn;

/// <summary>A network that ONNX Runtime has loaded: numbers in, probabilities out, for any number of threads at once.</summary>
internal sealed class Network : IDisposable
{
    /// <summary>What the exporter calls itself in its files.</summary>
    private const string Producer = "DsCnn";

    private readonly LanePool _lanes;
    private readonly Head _missingHead;
    private readonly int _batch;

    /// <summary>DirectML refuses a second call while one is running.</summary>
    private readonly Lock? _oneAtATime;

    private Network(InferenceSession session, NetworkPorts ports, FileMetadata? metadata, Head missingHead, ClassifierOptions options)
    {
        Ports = ports;
        Metadata = metadata;
        _missingHead = missingHead;
        _batch = ports.FixedBatch ?? options.BatchSize;
        ExecutionProvider provider = options.Engine.Provider;
        _oneAtATime = provider == ExecutionProvider.DirectML ? new Lock() : null;
        bool bound = provider is not (ExecutionProvider.Cuda or ExecutionProvider.DirectML);
        _lanes = new LanePool(images => new Lane(session, ports, images, bound), session);
    }

    internal NetworkPorts Ports { get; }

    internal FileMetadata? Metadata { get; }

    /// <summary>Whether each class has a probability of its own.</summary>
    internal bool IsMultiLabel => HeadOf(Metadata) == Head.Sigmoid;

    /// <summary>Loads a network.</summary>
    /// <param name="load">Gives the file to ONNX Runtime.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="InvalidDataException">It is no network, or no classifier; the message does not name the file.</exception>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    internal static Network Load(Func<SessionOptions, InferenceSession> load, ClassifierOptions options)
    {
        InferenceSession? session = null;
        try
        {
            using SessionOptions settings = SessionSettings.Create(options.Engine);
            session = load(settings);
            FileMetadata? metadata = ReadMetadata(session);
            NetworkPorts ports = new PortReader(session, options, metadata).Read();
            bool? givesProbabilities = GivesProbabilities(ports, options, metadata);
            if (givesProbabilities is null || ports.OutputDimensions.Any(extent => extent < 0))
            {
                (long[] dimensions, bool seen) = OutputProbe.Run(session, ports);
                ports = ports with { OutputDimensions = dimensions };
                givesProbabilities ??= seen;
            }

            RequireSame(metadata?.Spec, ports);
            return new Network(session, ports, metadata, givesProbabilities.Value ? Head.None : HeadOf(metadata), options);
        }
        catch (OnnxRuntimeException failure)
        {
            session?.Dispose();
            throw new InvalidDataException($"ONNX Runtime refuses it. {failure.Message}", failure);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Runs any number of images, in batches.</summary>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="probabilities">N x classes.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    internal void Run(ReadOnlySpan<float> input, Span<float> probabilities, CancellationToken cancellationToken)
    {
        int images = input.Length / Ports.ImageLength;
        for (int first = 0; first < images; first += _batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(_batch, images - first);
            RunBatch(
                count,
                input.Slice(first * Ports.ImageLength, count * Ports.ImageLength),
                probabilities.Slice(first * Ports.Classes, count * Ports.Classes),
                cancellationToken);
        }
    }

    public void Dispose() => _lanes.Dispose();

    private void RunBatch(int images, ReadOnlySpan<float> input, Span<float> probabilities, CancellationToken cancellationToken)
    {
        Lane lane = _lanes.Rent(Ports.FixedBatch ?? images);
        _oneAtATime?.Enter();
        try
        {
            lane.Run(input, probabilities, cancellationToken);
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

        if (_missingHead == Head.Softmax)
            Softmax.Apply(probabilities, Ports.Classes);
        else if (_missingHead == Head.Sigmoid)
            Sigmoid.Apply(probabilities);
    }

    /// <summary>What makes probabilities of the network's logits.</summary>
    private static Head HeadOf(FileMetadata? metadata) => metadata?.Spec.Head == Head.Sigmoid ? Head.Sigmoid : Head.Softmax;

    private static FileMetadata? ReadMetadata(InferenceSession session)
    {
        ModelMetadata about = session.ModelMetadata;
        FileMetadata? metadata = FileMetadata.Read(about.CustomMetadataMap);
        return metadata is null && about.ProducerName == Producer
            ? throw new InvalidDataException($"the file is cut short: it has no \"{FileMetadata.SpecKey}\" in its metadata, which stands at its end.")
            : metadata;
    }

    /// <summary>What options or this library's names for outputs say.</summary>
    private static bool? GivesProbabilities(NetworkPorts ports, ClassifierOptions options, FileMetadata? metadata) => options.Output switch
    {
        ClassifierOutput.Probabilities => true,
        ClassifierOutput.Logits => false,
        _ when metadata is null => null,
        _ => ports.OutputName switch
        {
            "probabilities" => true,
            "logits" or "features" => false,
            _ => null,
        },
    };

    private static void RequireSame(ModelSpec? spec, NetworkPorts ports)
    {
        if (spec is not null && (spec.Input != ports.Input || spec.Output.Elements != ports.Classes))
        {
            throw new InvalidDataException(
                $"its spec describes {spec.Input.Shape} to {spec.Output}, and its network computes {ports.Input.Shape} to {ports.Classes}.");
        }
    }
}
