using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>Opens ONNX files: checks their outline, then loads them into ONNX Runtime, then checks their metadata. <see cref="Classifier"/> finds it by its name.</summary>
internal sealed class OnnxRuntimeLoader : NetworkLoader
{
    // Public, because otherwise it could not be found by name without additional flags.
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

        // By path, so that large files are not in memory twice and may have weights in files next to them.
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
