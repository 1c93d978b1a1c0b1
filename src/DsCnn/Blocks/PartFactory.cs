using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>Creates the modules for the parts of a layer, according to its plan.</summary>
/// <remarks>
/// A convolution's weights are normally distributed with variance 2 / fan_out, fan_out = k * k * filters / groups (He et al. 2015, equation 14: the form that preserves the magnitude of gradients), as
/// in the EfficientNet authors' code; biases are 0.
/// </remarks>
/// <param name="plan">The layer.</param>
/// <param name="batchNorm">The settings of its batch norms; null if they are folded.</param>
/// <param name="generator">The source of random weights; null leaves the weights to be loaded.</param>
internal sealed class PartFactory(LayerPlan plan, BatchNormSpec? batchNorm, Generator? generator)
{
    internal LayerPlan Plan => plan;

    /// <summary>The convolution of a part, two in a row if it is of low rank, or null if the layer has no such part.</summary>
    internal nn.Module<Tensor, Tensor>? Convolution(ConvolutionRole role) => Find(role) switch
    {
        [] => null,
        [var whole] => Create(whole),
        [var first, var second, ..] => new LowRankConvolution(Create(first), Create(second)),
    };

    /// <summary>The convolution of a part that the layer always has, and that is never of low rank.</summary>
    internal Conv2d Whole(ConvolutionRole role) => Create(Find(role)[0]);

    /// <summary>The batch norm after a part, or null if there is none.</summary>
    internal BatchNorm2d? BatchNorm(ConvolutionRole role)
    {
        ConvolutionOperation[] part = Find(role);
        BatchNormOperation? norm = plan.Operations.OfType<BatchNormOperation>().FirstOrDefault(norm => part.Any(convolution => convolution.Output == norm.Inputs[0]));
        return norm is null ? null : nn.BatchNorm2d(norm.Output.Shape.Channels, norm.Epsilon, batchNorm!.Momentum, device: CPU);
    }

    private ConvolutionOperation[] Find(ConvolutionRole role) => [.. plan.Operations.OfType<ConvolutionOperation>().Where(convolution => convolution.Role == role)];

    private Conv2d Create(ConvolutionOperation part)
    {
        // Created without memory, because the constructor draws weights from the process's random numbers, which others use too.
        using DisposeScope scope = NewDisposeScope();
        Conv2d convolution = nn.Conv2d(
            part.InChannels, part.Filters, part.Kernel, stride: part.Stride, padding: part.Padding, groups: part.Groups, bias: part.Bias is not null, device: META);
        Tensor weight = Empty(part.Weight);
        if (generator is not null)
        {
            double fanOut = (double)part.Kernel * part.Kernel * part.Filters / part.Groups;

            // Not nn.init.normal_, which accepts a generator and ignores it.
            weight.normal_(0, Math.Sqrt(2 / fanOut), generator);
        }

        convolution.weight = Detached(weight);
        if (part.Bias is not null)
            convolution.bias = Detached(Empty(part.Bias).zero_());
        return convolution;
    }

    private static Tensor Empty(WeightShape weight) => empty([.. weight.Dimensions.Select(extent => (long)extent)], device: CPU);

    private static Parameter Detached(Tensor tensor)
    {
        var parameter = new Parameter(tensor);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
