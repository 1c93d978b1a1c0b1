using System.Buffers.Binary;

namespace DsCnn.Inference;

/// <summary>Determines which engine runs a file, from its first bytes rather than its name, and loads it.</summary>
internal static class NetworkFile
{
    private const int HeadBytes = 9;
    private const string TheFile = "The file";

    internal static ClassifierNetwork Load(string path, ClassifierOptions options)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        using (FileStream file = InputFile.Open(path))
        {
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }

        // A file with a model file's extension is read as one, so that the message about a damaged one is helpful.
        bool isNamedSo = string.Equals(Path.GetExtension(path), ".safetensors", StringComparison.OrdinalIgnoreCase);
        if (!isNamedSo && !IsModelFile(head))
            return Engines.Onnx(path, head, options).FromFile(path, options);
        RequireNoOnnxOptions(path, options);
        return ManagedLoading.FromFile(path, options);
    }

    internal static ClassifierNetwork Load(byte[] bytes, ClassifierOptions options)
    {
        if (!IsModelFile(bytes))
            return Engines.Onnx(TheFile, bytes, options).FromBytes(bytes, options);
        RequireNoOnnxOptions(TheFile, options);
        return ManagedLoading.FromBytes(bytes, options);
    }

    /// <summary>Otherwise a request for a GPU would be silently ignored.</summary>
    private static void RequireNoOnnxOptions(string name, ClassifierOptions options)
    {
        if (options.Engine.Loader is not null)
        {
            throw new ArgumentException(
                ErrorText.OneLine($"Engine must be EngineOptions for a model file, because ONNX Runtime does not run those. Received: {options.Engine.GetType().Name} for {name}."), nameof(options));
        }
    }

    /// <summary>Whether it is safetensors, which begins with a length of 8 bytes and a JSON object; an ONNX file's ninth byte would have to follow a length with that many zeros.</summary>
    private static bool IsModelFile(ReadOnlySpan<byte> head) =>
        head.Length >= HeadBytes && head[HeadBytes - 1] == (byte)'{' && BinaryPrimitives.ReadInt64LittleEndian(head) is > 0 and < int.MaxValue;
}
