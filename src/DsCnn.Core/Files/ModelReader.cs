namespace DsCnn.Files;

/// <summary>A model whose weights are read one at a time, on request; everything else is already read and checked.</summary>
internal sealed class ModelReader : IDisposable
{
    private const string TheFile = "The model file";

    private readonly SafetensorsFile? _file;
    private readonly WeightSet? _weights;
    private readonly string _path;
    private byte[] _memory = [];

    private ModelReader(string path, FileMetadata metadata, QuantizationSpec? quantization, SafetensorsFile? file, WeightSet? weights) =>
        (_path, Metadata, Quantization, _file, _weights) = (path, metadata, quantization, file, weights);

    internal FileMetadata Metadata { get; }

    internal ModelSpec Spec => Metadata.Spec;

    internal QuantizationSpec? Quantization { get; }

    /// <summary>Opens a model file, which stays open until this object is disposed.</summary>
    /// <exception cref="InvalidDataException">It is not a model file, or is damaged; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static ModelReader Open(string path) => Of(OpenFile(path), path);

    /// <summary>Opens the bytes of a model file, which must not change while weights are read.</summary>
    /// <inheritdoc cref="Open(string)" path="/exception"/>
    internal static ModelReader Open(ReadOnlyMemory<byte> bytes) => Of(SafetensorsFile.Open(bytes, TheFile), TheFile);

    /// <summary>Wraps a model in memory.</summary>
    internal static ModelReader Of(ModelFile model) => new(
        model.Spec.Name,
        new FileMetadata { Spec = model.Spec, Labels = model.Labels, Preprocessing = model.Preprocessing, Thresholds = model.Thresholds },
        model.Quantization,
        file: null,
        model.Weights);

    /// <summary>Reads a tensor of the spec. The next call may overwrite its contents, because all weights of a file share the same memory.</summary>
    /// <exception cref="InvalidDataException">Its numbers are not F32, F16 or BF16, or the file has changed since it was opened.</exception>
    internal WeightTensor Read(string name)
    {
        if (_file is null)
            return _weights![name];
        if (_memory.Length == 0)
            _memory = GC.AllocateUninitializedArray<byte>(_file.LargestTensor);
        return _file.Read(name, _memory);
    }

    /// <summary>Reads all tensors of the spec, each into its own memory.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    internal ModelFile ReadAll()
    {
        try
        {
            return new ModelFile(Spec, _weights ?? new WeightSet(Spec.Weights.Select(w => KeyValuePair.Create(w.Name, _file!.Read(w.Name)))))
            {
                Labels = Metadata.Labels,
                Preprocessing = Metadata.Preprocessing,
                Thresholds = Metadata.Thresholds,
                Quantization = Quantization,
            };
        }
        catch (InvalidDataException invalid)
        {
            throw new InvalidDataException(ErrorText.At(_path, invalid.Message), invalid);
        }
    }

    /// <summary>Closes the file; nothing can be read afterward.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _memory = [];
    }

    private static ModelReader Of(SafetensorsFile file, string path)
    {
        try
        {
            FileMetadata metadata = FileMetadata.Read(file.Metadata) ?? throw new InvalidDataException(
                $"the file has no \"{FileMetadata.SpecKey}\" in its metadata, so it is not a DsCnn model. Files of bare weights need a spec.");
            ModelFile.RequireMatch(metadata.Spec, file.Entries.Values.Where(e => !IsIgnored(e.Name)).ToDictionary(e => e.Name, e => e.Dimensions));
            QuantizationSpec? quantization = file.Metadata.GetValueOrDefault(ModelFile.QuantizationKey) is { } json ? QuantizationSpec.FromJson(json) : null;
            return new ModelReader(path, metadata, ModelFile.CheckQuantization(quantization, metadata.Spec), file, weights: null);
        }
        catch (Exception invalid) when (invalid is InvalidDataException or SpecFormatException or InvalidSpecException)
        {
            file.Dispose();
            throw new InvalidDataException(ErrorText.At(path, invalid.Message), invalid);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static SafetensorsFile OpenFile(string path)
    {
        try
        {
            return SafetensorsFile.Open(path);
        }
        catch (InvalidDataException) when (string.Equals(Path.GetExtension(path), ".onnx", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException(ErrorText.OneLine(
                $"{path}: expected a model file (.safetensors). Received: an ONNX file, which can be run but not read back. Use the model file that it was exported from."));
        }
    }

    /// <summary>PyTorch's batch counters are not used here, but files from elsewhere contain them.</summary>
    private static bool IsIgnored(string name) => name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);
}
