using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>A network that ONNX Runtime has loaded: numbers in, probabilities out, for any number of threads at once.</summary>
internal sealed class Network : IDisposable
{
    /// <summary>What the exporter calls itself in its files.</summary>
    private const string Producer = "DsCnn";

    private readonly LanePool _lanes;
    private readonly int _batch;

    /// <summary>DirectML refuses a second call while one is running.</summary>
    private readonly Lock? _oneAtATime;

    private Network(InferenceSession session, NetworkPorts ports, FileMetadata? metadata, ClassifierOutput output, ClassifierOptions options)
    {
        Ports = ports;
        Metadata = metadata;
        Output = output;
        _batch = ports.FixedBatch ?? options.BatchSize;
        ExecutionProvider provider = options.Engine.Provider;
        _oneAtATime = provider == ExecutionProvider.DirectML ? new Lock() : null;
        bool bound = provider is not (ExecutionProvider.Cuda or ExecutionProvider.DirectML);
        _lanes = new LanePool(images => new Lane(session, ports, images, bound), session);
    }

    internal NetworkPorts Ports { get; }

    internal FileMetadata? Metadata { get; }

    /// <summary>What the network gives; probabilities come out of here in any case.</summary>
    internal ClassifierOutput Output { get; }

    /// <summary>Whether each class has a probability of its own.</summary>
    internal bool IsMultiLabel => Output is ClassifierOutput.IndependentProbabilities or ClassifierOutput.IndependentLogits;

    /// <summary>Loads a network.</summary>
    /// <param name="load">Gives the file to ONNX Runtime.</param>
    /// <param name="outline">What the file says.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="InvalidDataException">It is no network, or no classifier; the message does not name the file.</exception>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    internal static Network Load(Func<SessionOptions, InferenceSession> load, OnnxOutline outline, ClassifierOptions options)
    {
        InferenceSession? session = null;
        try
        {
            using SessionOptions settings = SessionSettings.Create(options.Engine);
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
            return new Network(session, ports, metadata, output.Value, options);
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
                first,
                count,
                input.Slice(first * Ports.ImageLength, count * Ports.ImageLength),
                probabilities.Slice(first * Ports.Classes, count * Ports.Classes),
                cancellationToken);
        }
    }

    public void Dispose() => _lanes.Dispose();

    private void RunBatch(int first, int images, ReadOnlySpan<float> input, Span<float> probabilities, CancellationToken cancellationToken)
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

        RequireNumbers(probabilities, first);
        if (Output == ClassifierOutput.Logits)
            Softmax.Apply(probabilities, Ports.Classes);
        else if (Output == ClassifierOutput.IndependentLogits)
            Sigmoid.Apply(probabilities);
    }

    private void RequireNumbers(ReadOnlySpan<float> outputs, int first)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!float.IsFinite(outputs[i]))
                throw new NoNumbersException(first + (i / Ports.Classes), outputs[i]);
        }
    }

    private static FileMetadata? ReadMetadata(OnnxOutline outline)
    {
        FileMetadata? metadata = FileMetadata.Read(outline.Metadata);
        return metadata is null && outline.Producer == Producer
            ? throw new InvalidDataException($"the file is cut short: it has no \"{FileMetadata.SpecKey}\" in its metadata, which stands at its end.")
            : metadata;
    }

    /// <summary>What options or this library's names for outputs say.</summary>
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
