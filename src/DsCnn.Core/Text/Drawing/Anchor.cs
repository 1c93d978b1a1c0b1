namespace DsCnn;

/// <summary>Which part of a text stands at its point.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}
