using DsCnn.Protobuf;
using Google.Protobuf;

namespace DsCnn;

/// <summary>Writes networks as ONNX files, directly from the spec and the weights, without running or tracing anything.</summary>
/// <remarks>
/// The file contains the same metadata as the model file: <c>dscnn.spec</c> (of the network as given, even if batch norms were folded for the file),
/// <c>dscnn.labels</c>, <c>dscnn.preprocessing</c> and <c>dscnn.thresholds</c>. The input is N x C x H x W in float32, preprocessed. The same model gives the same bytes.
/// A quantized model becomes an int8 file; without its <see cref="ModelFile.Quantization"/> it becomes a float32 file.
/// </remarks>
/// <example><code>
/// ModelFile model = ModelFile.Read("flowers.safetensors");
/// OnnxExporter.Export(model, "flowers.onnx");
/// OnnxExporter.Export(model, "flowers-half.onnx", new OnnxExportOptions { HalfPrecision = true });
/// </code></example>
public static class OnnxExporter
{
    /// <summary>Writes the file under a temporary name and renames it, so that a crash leaves the old file or the new one.</summary>
    /// <param name="model">The network: a model file, or a <c>DsCnnModel</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network, or the network has batch norms that are not folded.</exception>
    /// <exception cref="NotSupportedException">The file would be larger than 2 GB, or a weight is not finite or is too large for half precision.</exception>
    /// <exception cref="IOException">It cannot be written; an existing file of that name is untouched.</exception>
    public static void Export(IModelSource model, string path, OnnxExportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto file = Build(model, options);
        AtomicFile.Write(path, file.WriteTo);
    }

    /// <summary>Writes the file to a stream.</summary>
    /// <param name="model">The network: a model file, or a <c>DsCnnModel</c>.</param>
    /// <param name="stream">The stream to write to; it stays open.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network, or the network has batch norms that are not folded.</exception>
    /// <exception cref="NotSupportedException">The file would be larger than 2 GB, or a weight is not finite or is too large for half precision.</exception>
    public static void Export(IModelSource model, Stream stream, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Build(model, options).WriteTo(stream);
    }

    /// <summary>Returns the bytes of the file, in the form that ONNX Runtime's sessions accept.</summary>
    /// <param name="model">The network: a model file, or a <c>DsCnnModel</c>.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network, or the network has batch norms that are not folded.</exception>
    /// <exception cref="NotSupportedException">The file would be larger than 2 GB, or a weight is not finite or is too large for half precision.</exception>
    public static byte[] ToBytes(IModelSource model, OnnxExportOptions? options = null) => Build(model, options).ToByteArray();

    /// <summary>Measures the difference between the outputs of an exported network and the original, on random images.</summary>
    /// <remarks>
    /// This package does not run networks, so both engines are passed as functions. They take the images of a batch, N x C x H x W and normally distributed
    /// like preprocessed images, and return all outputs, one image after the other.
    /// </remarks>
    /// <param name="input">The images that the network takes.</param>
    /// <param name="original">Runs the original network.</param>
    /// <param name="exported">Runs the exported file.</param>
    /// <param name="options">The number of images, or null for the defaults.</param>
    /// <returns>The differences.</returns>
    /// <exception cref="ArgumentException">The functions returned different numbers of outputs, or none.</exception>
    public static OnnxVerification Verify(
        InputSpec input, Func<float[], float[]> original, Func<float[], float[]> exported, OnnxVerificationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(exported);
        options ??= new OnnxVerificationOptions();
        var random = new Random(options.Seed);
        OnnxVerification? all = null;
        for (int batch = 0; batch < options.Batches; batch++)
        {
            float[] pixels = random.NextImages(checked((int)(input.Shape.Elements * options.BatchSize)));

            // Each engine gets its own copy: one that works in place must not change the other's input.
            var one = OnnxVerification.Compare(original([.. pixels]), exported(pixels), options.BatchSize, options.Thresholds);
            all = all is null ? one : all.With(one);
        }

        return all!;
    }

    private static ModelProto Build(IModelSource model, OnnxExportOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelFile file = model.ToModelFile();
        options ??= new OnnxExportOptions();
        return ModelEmitter.Emit(file, options.Quantization is null ? options with { Quantization = file.Quantization } : options);
    }
}
