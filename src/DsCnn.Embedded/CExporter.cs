using System.Text;
using DsCnn.Embedded;

namespace DsCnn;

/// <summary>Writes networks as C99 for microcontrollers, and for whatever else has a compiler: straight from the spec and the weights, nothing is run.</summary>
/// <remarks>
/// <c>NAME.c</c> and <c>NAME.h</c> need no heap and of the C library nothing but <c>stdint.h</c> and <c>string.h</c>. Weights are constants; everything that changes lies in one arena, whose size is a constant of the
/// header. An image goes in as bytes, H x W x C, and is normalized inside; a score comes out for each class: its probability x 256, rounded, at most 255. A quantized model computes the same
/// bytes as DsCnn.Inference on every processor; without <see cref="ModelFile.Quantization"/> it computes float32. The same model gives the same text.
/// </remarks>
/// <example><code>
/// ModelFile model = ModelFile.Read("flowers-int8.safetensors");
/// CSource source = CExporter.Export(model, "flowers.c", new CExportOptions { Memory = MemoryMode.Streamed });
/// Console.WriteLine($"{source.WeightBytes:N0} bytes of flash, {source.ArenaBytes:N0} bytes of RAM");
/// </code></example>
public static class CExporter
{
    /// <summary>Writes both files under temporary names and renames them. The header stands beside the source.</summary>
    /// <param name="model">The network: a model file, or a <c>DsCnnModel</c>. It ends in a softmax or sigmoid.</param>
    /// <param name="path">The source file: <c>NAME.c</c>, NAME being an identifier of C.</param>
    /// <param name="options">How it is written, or null for the defaults.</param>
    /// <returns>What was written, with its sizes.</returns>
    /// <exception cref="ArgumentException">The file's name is no identifier of C that can be used, or does not end in <c>.c</c>.</exception>
    /// <exception cref="NotSupportedException">The network gives no probabilities, is too large, or has labels that cannot be written as C or weights that are not finite.</exception>
    /// <exception cref="InvalidSpecException">The quantization is of another network.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static CSource Export(IModelSource model, string path, CExportOptions? options = null)
    {
        CSource source = ToSource(model, CName.OfFile(path), options);
        Write(source, path);
        return source;
    }

    /// <summary>Writes a text that was made before.</summary>
    internal static void Write(CSource source, string path) => AtomicFile.WriteTogether(
        (Path.ChangeExtension(path, ".h"), stream => stream.Write(Encoding.ASCII.GetBytes(source.Header))),
        (path, stream => stream.Write(Encoding.ASCII.GetBytes(source.Text))));

    /// <summary>Gives the text of both files.</summary>
    /// <param name="model">The network: a model file, or a <c>DsCnnModel</c>. It ends in a softmax or sigmoid.</param>
    /// <param name="name">What its functions and constants begin with: an identifier of C.</param>
    /// <param name="options">How it is written, or null for the defaults.</param>
    /// <returns>The text, with its sizes.</returns>
    /// <exception cref="ArgumentException">The name is no identifier of C that can be used.</exception>
    /// <exception cref="NotSupportedException">The network gives no probabilities, is too large, or has labels that cannot be written as C or weights that are not finite.</exception>
    /// <exception cref="InvalidSpecException">The quantization is of another network.</exception>
    public static CSource ToSource(IModelSource model, string name, CExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        CName.Require(name);
        return SourceWriter.Write(model.ToModelFile(), name, options ?? new CExportOptions());
    }

    /// <summary>The score that generated C gives for a probability: times 256, rounded, at most 255.</summary>
    /// <param name="probability">From 0 to 1, as DsCnn.Inference gives it.</param>
    /// <returns>floor(256 p + 1/2), at most 255.</returns>
    public static byte ScoreOf(float probability) => (byte)Math.Clamp(Math.Floor((probability * 256.0) + 0.5), 0, byte.MaxValue);
}
