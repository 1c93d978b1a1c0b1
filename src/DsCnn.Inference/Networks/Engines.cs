namespace DsCnn.Inference;

/// <summary>Finds the engine for ONNX files, which is a package of its own.</summary>
internal static class Engines
{
    /// <summary>What an ONNX file's first byte can be: the number of a field and how it is stored, of those that its outermost message has.</summary>
    private static readonly byte[] _firstBytes = [0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72, 0xa2, 0xca];

    /// <summary>The one that the options name, or that of the package that the application references.</summary>
    /// <param name="name">What the file is called.</param>
    /// <param name="head">How it begins.</param>
    /// <param name="options">What the caller asks for.</param>
    /// <exception cref="NotSupportedException">It references none; the message says which to add.</exception>
    /// <exception cref="InvalidDataException">It references none, and the file is no ONNX file either.</exception>
    internal static NetworkLoader Onnx(string name, ReadOnlySpan<byte> head, ClassifierOptions options)
    {
        if ((options.Engine.Loader ?? Find()) is { } loader)
            return loader;
        if (head.IsEmpty || !_firstBytes.Contains(head[0]))
            throw new InvalidDataException(ErrorText.OneLine($"{name} is no network: expected a model file (.safetensors) or an ONNX file."));
        throw new NotSupportedException(ErrorText.OneLine(
            $"{name} is no model file (.safetensors). ONNX files are run by ONNX Runtime: reference the packages DsCnn.Inference.OnnxRuntime and Microsoft.ML.OnnxRuntime in the application."));
    }

    /// <summary>A constant name, which trimming and ahead-of-time compilation follow: what it names is kept where it is referenced, and null where it is not.</summary>
    private static NetworkLoader? Find() =>
        Type.GetType("DsCnn.Inference.OnnxRuntimeLoader, DsCnn.Inference.OnnxRuntime") is { } loader ? (NetworkLoader?)Activator.CreateInstance(loader) : null;
}
