using System.Globalization;

namespace DsCnn.Drawing;

/// <summary>The texts in and beside the shapes of diagrams.</summary>
internal static class Caption
{
    /// <summary>"24 × 14 × 14".</summary>
    internal static string Of(TensorShape shape) => string.Join(" \u00d7 ", shape.Dimensions.Select(d => Number(d)));

    /// <summary>"3×3".</summary>
    internal static string Window(int size) => $"{Number(size)}\u00d7{Number(size)}";

    /// <summary>", stride 2", or nothing for a stride of 1.</summary>
    internal static string Stride(int stride) => stride == 1 ? "" : $", stride {Number(stride)}";

    /// <summary>"Global average pool" for globalAveragePool, "DS block" for dsBlock: a first word of two letters is an abbreviation.</summary>
    internal static string Kind(LayerSpec spec)
    {
        string words = string.Concat(spec.Type.Select((c, i) => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));
        int first = words.IndexOf(' ', StringComparison.Ordinal) == 2 ? 2 : 1;
        return words[..first].ToUpperInvariant() + words[first..];
    }

    internal static string Of(Operation operation) => operation switch
    {
        ConvolutionOperation { IsDepthwise: true } conv => $"{Window(conv.Kernel)} depthwise, {Filters(conv)}{Stride(conv.Stride)}",
        ConvolutionOperation conv => $"{Window(conv.Kernel)} {Name(conv)}, {Filters(conv)}{Stride(conv.Stride)}{Groups(conv)}",
        BatchNormOperation => "BN",
        ActivationOperation activation => Of(activation),
        PoolOperation pool => $"{Window(pool.Kernel)} {pool.Kind.ToString().ToLowerInvariant()} pool{Stride(pool.Stride)}",
        GlobalPoolOperation pool => $"global {pool.Kind.ToString().ToLowerInvariant()}",
        LinearOperation linear => $"fully connected, {Number(linear.Units)} units",
        HeadOperation head => head.Kind.ToString().ToLowerInvariant(),
        ScaleOperation => "\u00d7",
        AddOperation => "+",
        _ => throw new InvalidOperationException($"No caption for {operation.GetType().Name}."),
    };

    internal static Tone ToneOf(Operation operation) => operation switch
    {
        ConvolutionOperation { IsDepthwise: true } => Tone.Depthwise,
        ConvolutionOperation => Tone.Convolution,
        BatchNormOperation => Tone.Normalization,
        ActivationOperation or HeadOperation => Tone.Nonlinearity,
        PoolOperation or GlobalPoolOperation => Tone.Pool,
        LinearOperation => Tone.Dense,
        _ => Tone.Junction,
    };

    internal static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Of(ActivationOperation activation) => activation switch
    {
        { Kind: Activation.Swish, SwishBeta: not 1 } => $"Swish, \u03b2 = {Number(activation.SwishBeta)}",
        { Kind: Activation.Relu or Activation.Relu6 } => "ReLU" + activation.Kind.ToString()["Relu".Length..],
        { Kind: Activation.HardSwish } => "hard Swish",
        { Kind: Activation.Sigmoid } => "sigmoid",
        { Kind: Activation.HardSigmoid } => "hard sigmoid",
        _ => activation.Kind.ToString(),
    };

    private static string Filters(ConvolutionOperation conv) => $"{Number(conv.Filters)} filter{(conv.Filters == 1 ? "" : "s")}";

    private static string Groups(ConvolutionOperation conv) => conv.Groups == 1 ? "" : $", {Number(conv.Groups)} groups";

    // The SE module's convolutions have the patent's names; other parts are labeled beside their shapes.
    private static string Name(ConvolutionOperation conv) => conv.Role switch
    {
        ConvolutionRole.SqueezeReduce => "reduce_conv",
        ConvolutionRole.SqueezeExpand => "expand_conv",
        _ => "convolution",
    };
}
