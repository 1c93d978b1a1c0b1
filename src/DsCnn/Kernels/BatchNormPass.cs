using static TorchSharp.torch;

namespace DsCnn.Kernels;

/// <summary>The coefficients that a batch norm applies to each channel of a map. They are in a tensor, so that a step leaves nothing to the garbage collector.</summary>
internal readonly ref struct BatchNormPass : IDisposable
{
    private const int Rows = 4;

    private readonly TensorNumbers _numbers;
    private readonly int _channels;

    /// <param name="numbers">A tensor from <see cref="NewNumbers"/>.</param>
    /// <param name="beta">Beta of the Swish that follows.</param>
    internal BatchNormPass(Tensor numbers, float beta)
    {
        _numbers = new TensorNumbers(numbers);
        _channels = _numbers.Span.Length / Rows;
        Beta = beta;
    }

    internal float Beta { get; }

    internal Span<float> Mean => Row(0);

    /// <summary>1 / sqrt(variance + epsilon).</summary>
    internal Span<float> InverseDeviation => Row(1);

    /// <summary>weight / sqrt(variance + epsilon).</summary>
    internal Span<float> Scale => Row(2);

    /// <summary>bias - mean * scale.</summary>
    internal Span<float> Shift => Row(3);

    /// <summary>Memory for the coefficients: 4 x channels, uninitialized.</summary>
    internal static Tensor NewNumbers(int channels) => empty(Rows, channels, device: CPU);

    /// <summary>Computes the coefficients that depend on the means.</summary>
    internal void Prepare(ReadOnlySpan<float> variances, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases, double epsilon)
    {
        Span<float> inverseDeviation = InverseDeviation, scale = Scale, shift = Shift, mean = Mean;
        for (int c = 0; c < _channels; c++)
        {
            inverseDeviation[c] = (float)(1 / Math.Sqrt(variances[c] + epsilon));
            scale[c] = weights[c] * inverseDeviation[c];
            shift[c] = biases[c] - (mean[c] * scale[c]);
        }
    }

    public void Dispose() => _numbers.Dispose();

    private Span<float> Row(int row) => _numbers.Span.Slice(row * _channels, _channels);
}
