namespace DsCnn.Inference;

/// <summary>Loads model files (safetensors) into the managed engine.</summary>
internal static class ManagedLoading
{
    internal static ClassifierNetwork FromFile(string path, ClassifierOptions options) => Load(path, ModelReader.Open(path), options);

    internal static ClassifierNetwork FromBytes(byte[] bytes, ClassifierOptions options) => Load("The file", ModelReader.Open(bytes), options);

    internal static ClassifierNetwork FromModel(ModelFile model, ClassifierOptions options) => Load(model.Spec.Name, ModelReader.Of(model), options);

    private static ManagedNetwork Load(string name, ModelReader model, ClassifierOptions options)
    {
        using ModelReader open = model;
        try
        {
            return ManagedNetwork.Load(model, options);
        }
        catch (Exception failure) when (failure is InvalidDataException or NotSupportedException or OverflowException)
        {
            throw new InvalidDataException(ErrorText.At(name, failure is OverflowException ? "it is too large for this engine." : failure.Message), failure);
        }
    }
}
