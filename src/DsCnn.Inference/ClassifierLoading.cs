using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>Opens ONNX files: first their outline, then ONNX Runtime, then what they say about themselves.</summary>
internal static class ClassifierLoading
{
    internal static Network FromFile(string path, ClassifierOptions options) => Named(path, () =>
    {
        OnnxOutline outline;
        using (FileStream file = InputFile.Open(path))
        {
            outline = OnnxOutline.Check(file);
        }

        // By its path, so that large files are not in memory twice and may keep weights in files beside them.
        return Network.Load(settings => new InferenceSession(path, settings), outline, options);
    });

    internal static Network FromBytes(byte[] bytes, ClassifierOptions options) => Named("The ONNX file", () =>
    {
        OnnxOutline outline = OnnxOutline.Check(new MemoryStream(bytes, writable: false));
        return Network.Load(settings => new InferenceSession(bytes, settings), outline, options);
    });

    /// <summary>The names of the classes: the options', the file's, or numbers.</summary>
    /// <exception cref="ArgumentException">There is not one for each class.</exception>
    internal static IReadOnlyList<string> LabelsOf(Network network, ClassifierOptions options)
    {
        int classes = network.Ports.Classes;
        if (options.Labels is { } labels && labels.Count != classes)
            throw new ArgumentException($"Labels must name the {classes} classes of the network. Received: {labels.Count}.", nameof(options));
        return options.Labels ?? network.Metadata?.Labels ?? ClassLabels.Complete([], classes);
    }

    private static Network Named(string name, Func<Network> load)
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
