namespace DsCnn;

/// <summary>Where a tensor counts the channels of a set: along which axis, and how many entries in a row belong to one channel.</summary>
/// <remarks>A fully connected layer that flattens a map has H * W columns for each channel; everything else has one entry.</remarks>
internal sealed record ChannelAxis(string Weight, int Axis, int EntriesPerChannel);
