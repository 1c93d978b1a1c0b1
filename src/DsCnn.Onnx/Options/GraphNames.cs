namespace DsCnn.Onnx;

/// <summary>The prefixes of names inside a graph, with which the names of inputs and outputs must not clash.</summary>
internal static class GraphNames
{
    /// <summary>The prefix of weights and of values computed with them.</summary>
    internal const string Layers = "layers.";

    /// <summary>The prefix of constants.</summary>
    internal const string Constants = "constants.";

    internal static bool IsReserved(string name) =>
        name.StartsWith(Layers, StringComparison.Ordinal) || name.StartsWith(Constants, StringComparison.Ordinal);
}
