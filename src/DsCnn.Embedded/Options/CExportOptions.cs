namespace DsCnn;

/// <summary>How a network is written as C.</summary>
public sealed record CExportOptions
{
    /// <summary>How maps are kept, which determines how much RAM is needed and whether something is computed twice. It does not affect the scores. Default <see cref="MemoryMode.Streamed"/>.</summary>
    public MemoryMode Memory { get; init => field = Check.Defined(value); } = MemoryMode.Streamed;
}
