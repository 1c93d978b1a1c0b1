namespace DsCnn.Embedded;

/// <summary>A network as C: two files, and what they take.</summary>
/// <param name="Name">What its functions and constants begin with.</param>
/// <param name="Text">What stands in <c>NAME.c</c>; ASCII.</param>
/// <param name="Header">What stands in <c>NAME.h</c>; ASCII.</param>
/// <param name="ArenaBytes">The arena's size: <c>NAME_ARENA_BYTES</c>. A stack of some hundred bytes comes on top.</param>
/// <param name="WeightBytes">All constants, in flash: <c>NAME_WEIGHT_BYTES</c>. Code comes on top, and labels.</param>
/// <param name="ExtraMacs">Multiply-accumulates that are done a second time to save memory, for one image.</param>
public sealed record CSource(string Name, string Text, string Header, long ArenaBytes, long WeightBytes, long ExtraMacs);
