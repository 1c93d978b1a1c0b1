namespace DsCnn;

/// <summary>What a <see cref="Compressor"/> made.</summary>
public sealed record CompressedModel
{
    /// <summary>The network, an ordinary one: save it, export it, or make a module of it by <see cref="DsCnnModel.From"/>.</summary>
    public required ModelFile Model { get; init; }

    /// <summary>What was done.</summary>
    public required CompressionReport Report { get; init; }
}
