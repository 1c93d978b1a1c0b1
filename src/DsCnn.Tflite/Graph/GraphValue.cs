namespace DsCnn.Tflite;

/// <summary>A value of the graph.</summary>
/// <param name="Tensor">Which tensor holds it.</param>
/// <param name="Shape">Its extents, images first, channels last.</param>
/// <param name="Form">How its bytes stand for numbers, or null where it is numbers. Unsigned, as a <see cref="QuantizationSpec"/> says it; the file's are 128 less.</param>
internal sealed record GraphValue(int Tensor, int[] Shape, ActivationQuantization? Form)
{
    /// <summary>What kernels give that compute a sigmoid or a softmax, whatever else is wanted: 0 to 255/256.</summary>
    internal static ActivationQuantization Probabilities { get; } = new() { Name = "probabilities", Scale = 1f / 256, ZeroPoint = 0 };
}
