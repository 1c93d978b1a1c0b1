namespace DsCnn.Compression;

/// <summary>The names of compression methods in reports and in names of networks.</summary>
internal static class CompressionMethodNames
{
    internal static string Name(this CompressionMethod method) => method switch
    {
        CompressionMethod.LowRank => "low rank",
        CompressionMethod.Pruning => "pruning",
        CompressionMethod.Sharing => "sharing",
        _ => "int8",
    };

    /// <summary>The network under a name that says what was done to it, each method once: <c>ds-nano-pruned-int8</c>.</summary>
    internal static ModelSpec NamedAfter(this ModelSpec spec, CompressionMethod method)
    {
        string suffix = method switch
        {
            CompressionMethod.LowRank => "-low-rank",
            CompressionMethod.Pruning => "-pruned",
            CompressionMethod.Sharing => "-shared",
            _ => "-int8",
        };
        return $"{spec.Name}-".Contains($"{suffix}-", StringComparison.Ordinal) ? spec : spec with { Name = spec.Name + suffix };
    }
}
