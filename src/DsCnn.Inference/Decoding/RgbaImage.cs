namespace DsCnn.Inference;

/// <summary>Pixels as stored in a file, four bytes each: red, green, blue, opacity.</summary>
internal readonly record struct RgbaImage(int Width, int Height, byte[] Pixels);
