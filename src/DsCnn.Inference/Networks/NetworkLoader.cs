namespace DsCnn.Inference;

/// <summary>Makes networks of files, for an engine that is a package of its own.</summary>
internal abstract class NetworkLoader
{
    /// <summary>Loads a file.</summary>
    /// <exception cref="InvalidDataException">It is no network, or no classifier; the message names the file.</exception>
    /// <exception cref="ArgumentException">The options do not fit the network.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal abstract ClassifierNetwork FromFile(string path, ClassifierOptions options);

    /// <summary>Loads the bytes of a file, which are not needed afterwards.</summary>
    /// <inheritdoc cref="FromFile" path="/exception"/>
    internal abstract ClassifierNetwork FromBytes(byte[] bytes, ClassifierOptions options);
}
