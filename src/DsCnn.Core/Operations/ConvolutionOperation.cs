namespace DsCnn;

internal sealed record ConvolutionOperation(
    string Name, int InChannels, int Filters, int Kernel, int Stride, int Groups, bool Bias, TensorShape Output, int Source)
    : Operation(Output, Source)
{
    /// <summary>Whether this is the DW conv's depthwise convolution, each filter of which sees one channel.</summary>
    internal bool IsDepthwise => Name == "depthwise";

    internal override IEnumerable<WeightShape> Weights
    {
        get
        {
            yield return new WeightShape($"{Name}.weight", [Filters, InChannels / Groups, Kernel, Kernel], WeightRole.Parameter);
            if (Bias)
                yield return new WeightShape($"{Name}.bias", [Filters], WeightRole.Parameter);
        }
    }

    internal override long Macs => checked(Output.Elements * (InChannels / Groups) * Kernel * Kernel);
}
