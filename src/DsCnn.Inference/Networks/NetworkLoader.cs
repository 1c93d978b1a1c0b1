namespace DsCnn.Inference;

/// <summary>Creates networks from files, for an engine in a separate package.</summary>
internal abstract class NetworkLoader
{
    /// <summary>Loads a file.</summary>
    /// <exception cref="InvalidDataException">It is not a network, or not a classifier; the message names the file.</exception>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal abstract ClassifierNetwork FromFile(string path, ClassifierOptions options);

    /// <summary>Loads the bytes of a file, which are not needed afterward.</summary>
    /// <inheritdoc cref="FromFile" path="/exception"/>
    internal abstract ClassifierNetwork FromBytes(byte[] bytes, ClassifierOptions options);
}
