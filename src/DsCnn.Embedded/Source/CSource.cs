namespace DsCnn.Embedded;

/// <summary>A network as C: two files, and their sizes.</summary>
/// <param name="Name">The prefix of its functions and constants.</param>
/// <param name="Text">The content of <c>NAME.c</c>; ASCII.</param>
/// <param name="Header">The content of <c>NAME.h</c>; ASCII.</param>
/// <param name="ArenaBytes">The size of the arena: <c>NAME_ARENA_BYTES</c>. A stack of a few hundred bytes is needed in addition.</param>
/// <param name="WeightBytes">The size of all constants, in flash: <c>NAME_WEIGHT_BYTES</c>. Code and labels are not included.</param>
/// <param name="ExtraMacs">Multiply-accumulates that are computed a second time to save memory, for one image.</param>
public sealed record CSource(string Name, string Text, string Header, long ArenaBytes, long WeightBytes, long ExtraMacs);
