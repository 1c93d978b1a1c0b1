namespace DsCnn;

/// <summary>The number in a layer's spec that says how many channels there are.</summary>
internal enum WidthMember
{
    Conv1Filters,
    SqueezeExciteFilters,
    OutChannels,
    Filters,
    Units,
}
