namespace DsCnn.Tflite;

/// <summary>A value of the graph.</summary>
/// <param name="Tensor">Its tensor.</param>
/// <param name="Shape">Its extents, images first, channels last.</param>
/// <param name="Form">How its bytes represent numbers, or null if it consists of numbers. Unsigned, as in a <see cref="QuantizationSpec"/>; the file's bytes are 128 less.</param>
internal sealed record GraphValue(int Tensor, int[] Shape, ActivationQuantization? Form)
{
    /// <summary>The fixed output quantization of kernels that compute a sigmoid or a softmax: 0 to 255/256.</summary>
    internal static ActivationQuantization Probabilities { get; } = new() { Name = "probabilities", Scale = 1f / 256, ZeroPoint = 0 };
}
