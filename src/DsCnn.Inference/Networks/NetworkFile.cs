using System.Buffers.Binary;

namespace DsCnn.Inference;

/// <summary>Finds out which engine runs a file, by its first bytes and not its name, and has it loaded.</summary>
internal static class NetworkFile
{
    private const int HeadBytes = 9;

    internal static ClassifierNetwork Load(string path, ClassifierOptions options)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        using (FileStream file = InputFile.Open(path))
        {
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }

        return IsModelFile(head) ? ManagedLoading.FromFile(path, options) : Engines.Onnx(path, options).FromFile(path, options);
    }

    internal static ClassifierNetwork Load(byte[] bytes, ClassifierOptions options) =>
        IsModelFile(bytes) ? ManagedLoading.FromBytes(bytes, options) : Engines.Onnx("The file", options).FromBytes(bytes, options);

    /// <summary>Whether it is safetensors, which begins with a length of 8 bytes and a JSON object; an ONNX file's ninth byte would have to follow a length of that many zeros.</summary>
    private static bool IsModelFile(ReadOnlySpan<byte> head) =>
        head.Length >= HeadBytes && head[HeadBytes - 1] == (byte)'{' && BinaryPrimitives.ReadInt64LittleEndian(head) is > 0 and < int.MaxValue;
}
