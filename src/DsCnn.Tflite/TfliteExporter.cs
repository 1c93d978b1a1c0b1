using DsCnn.Tflite;

namespace DsCnn;

/// <summary>Writes networks as .tflite files, for LiteRT and TensorFlow Lite Micro, directly from the spec and the weights, without running or tracing anything.</summary>
/// <remarks>
/// The input is N x H x W x C, preprocessed; if the output is a map, it is N x H' x W' x C'. Batch norms are folded. The file's metadata <c>dscnn</c> is a JSON object with the metadata of the model file:
/// <c>dscnn.spec</c>, <c>dscnn.labels</c>, <c>dscnn.preprocessing</c> and <c>dscnn.thresholds</c>. A quantized model becomes an int8 file. The same model gives the same bytes.
/// </remarks>
/// <example><code>
/// ModelFile model = ModelFile.Read("flowers-int8.safetensors");
/// var options = new TfliteExportOptions { Interface = TfliteInterface.Int8 };
/// TfliteExporter.Export(model, "flowers.tflite", options);
/// </code></example>
public static class TfliteExporter
{
    /// <summary>Writes the file under a temporary name and renames it, so that a crash leaves the old file or the new one.</summary>
    /// <param name="model">The network: a model file, or a <c>DsCnnModel</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network, or byte inputs and outputs are requested that it does not quantize.</exception>
    /// <exception cref="NotSupportedException">The file would be larger than 2 GB, a tensor would have more than 2^31 elements, or a weight is not finite or is too large for half precision.</exception>
    /// <exception cref="IOException">It cannot be written; an existing file of that name is untouched.</exception>
    public static void Export(IModelSource model, string path, TfliteExportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArraySegment<byte> file = Build(model, options);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    /// <summary>Writes the file to a stream.</summary>
    /// <param name="model">The network: a model file, or a <c>DsCnnModel</c>.</param>
    /// <param name="stream">The stream to write to; it stays open.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network, or byte inputs and outputs are requested that it does not quantize.</exception>
    /// <exception cref="NotSupportedException">The file would be larger than 2 GB, a tensor would have more than 2^31 elements, or a weight is not finite or is too large for half precision.</exception>
    public static void Export(IModelSource model, Stream stream, TfliteExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Build(model, options));
    }

    /// <summary>Returns the bytes of the file.</summary>
    /// <param name="model">The network: a model file, or a <c>DsCnnModel</c>.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network, or byte inputs and outputs are requested that it does not quantize.</exception>
    /// <exception cref="NotSupportedException">The file would be larger than 2 GB, a tensor would have more than 2^31 elements, or a weight is not finite or is too large for half precision.</exception>
    public static byte[] ToBytes(IModelSource model, TfliteExportOptions? options = null) => [.. Build(model, options)];

    private static ArraySegment<byte> Build(IModelSource model, TfliteExportOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelFile file = model.ToModelFile();
        options ??= new TfliteExportOptions();
        return FileWriter.Write(ModelEmitter.Emit(file, options.Quantization is null ? options with { Quantization = file.Quantization } : options));
    }
}
