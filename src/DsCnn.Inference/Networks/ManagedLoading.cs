namespace DsCnn.Inference;

/// <summary>Where model files (safetensors) meet the engine that runs them.</summary>
internal static class ManagedLoading
{
    // HOOK of the managed engine: both become ManagedNetwork.Load of ModelFile.Read(path) and ModelFile.Read(bytes), in the options given.
    internal static ClassifierNetwork FromFile(string path, ClassifierOptions options) => throw NotYet(path);

    internal static ClassifierNetwork FromBytes(byte[] bytes, ClassifierOptions options) => throw NotYet("The file");

    private static NotSupportedException NotYet(string name) =>
        new(ErrorText.OneLine($"{name} is a model file (.safetensors), which Classifier does not run yet: export it with DsCnn.Onnx (dscnn export)."));
}
