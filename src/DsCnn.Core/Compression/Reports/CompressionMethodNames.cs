namespace DsCnn.Compression;

/// <summary>What reports call the ways to make a network smaller.</summary>
internal static class CompressionMethodNames
{
    internal static string Name(this CompressionMethod method) => method switch
    {
        CompressionMethod.LowRank => "low rank",
        CompressionMethod.Pruning => "pruning",
        CompressionMethod.Sharing => "sharing",
        _ => "int8",
    };
}
