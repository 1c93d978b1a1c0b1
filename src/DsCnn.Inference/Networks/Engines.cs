namespace DsCnn.Inference;

/// <summary>Finds the engine for ONNX files, which is a package of its own.</summary>
internal static class Engines
{
    /// <summary>The one that the options name, or that of the package that the application references.</summary>
    /// <exception cref="NotSupportedException">It references none; the message says which to add.</exception>
    internal static NetworkLoader Onnx(string name, ClassifierOptions options) => options.Engine.Loader ?? Find() ?? throw new NotSupportedException(ErrorText.OneLine(
        $"{name} is no model file (.safetensors). ONNX files are run by ONNX Runtime: reference the packages DsCnn.Inference.OnnxRuntime and Microsoft.ML.OnnxRuntime in the application."));

    /// <summary>A constant name, which trimming and ahead-of-time compilation follow: what it names is kept where it is referenced, and null where it is not.</summary>
    private static NetworkLoader? Find() =>
        Type.GetType("DsCnn.Inference.OnnxRuntimeLoader, DsCnn.Inference.OnnxRuntime") is { } loader ? (NetworkLoader?)Activator.CreateInstance(loader) : null;
}
