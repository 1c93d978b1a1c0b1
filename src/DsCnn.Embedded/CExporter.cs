using System.Text;
using DsCnn.Embedded;

namespace DsCnn;

/// <summary>Writes networks as C99 for microcontrollers and any other target with a C compiler, directly from the spec and the weights, without running anything.</summary>
/// <remarks>
/// <c>NAME.c</c> and <c>NAME.h</c> need no heap, and only <c>stdint.h</c> and <c>string.h</c> of the C library. Weights are constants; everything that changes is in one arena, whose size is a constant in the
/// header. The input is an image as bytes, H x W x C, which is normalized inside; the output is a score for each class: its probability x 256, rounded, at most 255. A quantized model computes the same
/// bytes as DsCnn.Inference on every processor; without <see cref="ModelFile.Quantization"/> it computes in float32. The same model gives the same text.
/// </remarks>
/// <example><code>
/// ModelFile model = ModelFile.Read("flowers-int8.safetensors");
/// CSource source = CExporter.Export(model, "flowers.c", new CExportOptions { Memory = MemoryMode.Streamed });
/// Console.WriteLine($"{source.WeightBytes:N0} bytes of flash, {source.ArenaBytes:N0} bytes of RAM");
/// </code></example>
public static class CExporter
{
    /// <summary>Writes both files under temporary names and renames them. The header is written next to the source.</summary>
    /// <param name="model">The network: a model file, or a <c>DsCnnModel</c>. It must end in a softmax or sigmoid.</param>
    /// <param name="path">The source file: <c>NAME.c</c>, where NAME is a C identifier.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The files' contents and sizes.</returns>
    /// <exception cref="ArgumentException">The file's name is not a usable C identifier, or does not end in <c>.c</c>.</exception>
    /// <exception cref="NotSupportedException">The network does not output probabilities, is too large, or has labels that cannot be written in C or weights that are not finite.</exception>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static CSource Export(IModelSource model, string path, CExportOptions? options = null)
    {
        CSource source = ToSource(model, CName.OfFile(path), options);
        Write(source, path);
        return source;
    }

    /// <summary>Writes a text that has already been generated.</summary>
    internal static void Write(CSource source, string path) => AtomicFile.WriteTogether(
        (Path.ChangeExtension(path, ".h"), stream => stream.Write(Encoding.ASCII.GetBytes(source.Header))),
        (path, stream => stream.Write(Encoding.ASCII.GetBytes(source.Text))));

    /// <summary>Returns the text of both files.</summary>
    /// <param name="model">The network: a model file, or a <c>DsCnnModel</c>. It must end in a softmax or sigmoid.</param>
    /// <param name="name">The prefix of its functions and constants: a C identifier.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The text and its sizes.</returns>
    /// <exception cref="ArgumentException">The name is not a usable C identifier.</exception>
    /// <exception cref="NotSupportedException">The network does not output probabilities, is too large, or has labels that cannot be written in C or weights that are not finite.</exception>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network.</exception>
    public static CSource ToSource(IModelSource model, string name, CExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        CName.Require(name);
        return SourceWriter.Write(model.ToModelFile(), name, options ?? new CExportOptions());
    }

    /// <summary>Returns the score of generated C for a probability: times 256, rounded, at most 255.</summary>
    /// <param name="probability">From 0 to 1, as returned by DsCnn.Inference.</param>
    /// <returns>floor(256 p + 1/2), at most 255.</returns>
    public static byte ScoreOf(float probability) => (byte)Math.Clamp(Math.Floor((probability * 256.0) + 0.5), 0, byte.MaxValue);
}
