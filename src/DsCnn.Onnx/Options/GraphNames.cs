namespace DsCnn.Onnx;

/// <summary>What the values inside a graph are called, so that a name given from outside never meets one of them.</summary>
internal static class GraphNames
{
    /// <summary>How the names of weights begin, and of what is computed with them.</summary>
    internal const string Layers = "layers.";

    /// <summary>How the names of constants begin.</summary>
    internal const string Constants = "constants.";

    internal static bool IsReserved(string name) =>
        name.StartsWith(Layers, StringComparison.Ordinal) || name.StartsWith(Constants, StringComparison.Ordinal);
}
