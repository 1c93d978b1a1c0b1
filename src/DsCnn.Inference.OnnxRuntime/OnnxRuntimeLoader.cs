using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>Opens ONNX files: first their outline, then ONNX Runtime, then what they say about themselves. <see cref="Classifier"/> finds it by its name.</summary>
internal sealed class OnnxRuntimeLoader : NetworkLoader
{
    // Public, because a name finds nothing else without more flags.
    public OnnxRuntimeLoader()
    {
    }

    internal override ClassifierNetwork FromFile(string path, ClassifierOptions options) => Named(path, () =>
    {
        OnnxOutline outline;
        using (FileStream file = InputFile.Open(path))
        {
            outline = OnnxOutline.Check(file);
        }

        // By its path, so that large files are not in memory twice and may keep weights in files beside them.
        return OnnxRuntimeNetwork.Load(settings => new InferenceSession(path, settings), outline, options);
    });

    internal override ClassifierNetwork FromBytes(byte[] bytes, ClassifierOptions options) => Named("The ONNX file", () =>
    {
        OnnxOutline outline = OnnxOutline.Check(new MemoryStream(bytes, writable: false));
        return OnnxRuntimeNetwork.Load(settings => new InferenceSession(bytes, settings), outline, options);
    });

    private static OnnxRuntimeNetwork Named(string name, Func<OnnxRuntimeNetwork> load)
    {
        RuntimeLibrary.EnsureLoaded();
        try
        {
            return load();
        }
        catch (Exception invalid) when (invalid is InvalidDataException or SpecFormatException or InvalidSpecException)
        {
            throw new InvalidDataException(ErrorText.At(name, invalid.Message), invalid);
        }
    }
}
