namespace DsCnn.Inference;

/// <summary>Finds the engine for ONNX files, which is a separate package.</summary>
internal static class Engines
{
    /// <summary>The possible first bytes of an ONNX file: the number and the wire type of a field in its outermost message.</summary>
    private static readonly byte[] _firstBytes = [0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72, 0xa2, 0xca];

    /// <summary>The engine that the options name, or that of the package that the application references.</summary>
    /// <param name="name">The name of the file.</param>
    /// <param name="head">The beginning of the file.</param>
    /// <param name="options">The caller's options.</param>
    /// <exception cref="NotSupportedException">The application references no engine; the message says which package to add.</exception>
    /// <exception cref="InvalidDataException">The application references no engine, and the file is not an ONNX file either.</exception>
    internal static NetworkLoader Onnx(string name, ReadOnlySpan<byte> head, ClassifierOptions options)
    {
        if ((options.Engine.Loader ?? Find()) is { } loader)
            return loader;
        if (head.IsEmpty || !_firstBytes.Contains(head[0]))
            throw new InvalidDataException(ErrorText.OneLine($"{name} is not a network: expected a model file (.safetensors) or an ONNX file."));
        throw new NotSupportedException(ErrorText.OneLine(
            $"{name} is not a model file (.safetensors). ONNX files are run by ONNX Runtime: reference the packages DsCnn.Inference.OnnxRuntime and Microsoft.ML.OnnxRuntime in the application."));
    }

    /// <summary>The name is a constant, which trimming and ahead-of-time compilation recognize: the type is kept if it is referenced, and null otherwise.</summary>
    private static NetworkLoader? Find() =>
        Type.GetType("DsCnn.Inference.OnnxRuntimeLoader, DsCnn.Inference.OnnxRuntime") is { } loader ? (NetworkLoader?)Activator.CreateInstance(loader) : null;
}
