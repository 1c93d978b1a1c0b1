namespace DsCnn;

/// <summary>How a network is written as C.</summary>
public sealed record CExportOptions
{
    /// <summary>How maps are kept: what RAM it takes, and whether something is computed twice for that. The scores are the same. Default <see cref="MemoryMode.Streamed"/>.</summary>
    public MemoryMode Memory { get; init => field = Check.Defined(value); } = MemoryMode.Streamed;
}
