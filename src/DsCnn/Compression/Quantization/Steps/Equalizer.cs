using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Quantization;

/// <summary>Makes every channel between a convolution and a depthwise one use the whole range of a byte.</summary>
/// <remarks>
/// Cross-layer equalization (Nagel et al. 2019, section 4.1): filter c of the first is divided by s_c and filter c of the second multiplied by it, which changes nothing
/// but the magnitude of channel c in between. In the paper, s balances two weight tensors with one scale each; here every filter has its own scale, so the weights do not matter,
/// and s_c = (largest of channel c) / (largest of all) scales all channels of the value in between to the same magnitude.
/// </remarks>
internal static class Equalizer
{
    /// <summary>A channel that is almost always zero is not amplified beyond this.</summary>
    private const double SmallestFactor = 1.0 / 1024;

    /// <summary>Scales the weights of a pair in place.</summary>
    /// <param name="model">The network with the weights.</param>
    /// <param name="pair">A pair without an obstacle.</param>
    /// <param name="largest">The largest magnitude of each channel in between.</param>
    internal static void Apply(DsCnnModel model, EqualizedPair pair, float[] largest)
    {
        double all = largest.Max();
        if (all == 0)
            return;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Dictionary<string, Tensor> tensors = model.NamedTensors();
        Tensor factors = tensor([.. largest.Select(value => value == 0 ? 1f : (float)Math.Max(value / all, SmallestFactor))], device: model.Device);
        Tensor perFilter = factors.view(-1, 1, 1, 1);
        tensors[pair.From.Weight.Name].div_(perFilter);
        if (pair.From.Bias is { } bias)
            tensors[bias.Name].div_(factors);
        tensors[pair.To.Weight.Name].mul_(perFilter);
    }
}
