namespace DsCnn.Inference;

/// <summary>Pixels as a file stores them, four bytes each: red, green, blue, opacity.</summary>
internal readonly record struct RgbaImage(int Width, int Height, byte[] Pixels);
