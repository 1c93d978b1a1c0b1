namespace DsCnn;

/// <summary>A place in a picture, in pixels to the right and downwards.</summary>
internal readonly record struct Point(double X, double Y);
