namespace DsCnn.Drawing;

/// <summary>Operations that are drawn touching each other, since nothing branches off between them.</summary>
/// <param name="Operations">In order; a scaling or adding stands alone.</param>
/// <param name="Branch">What the second input of a scaling comes through, from the first input on; else empty.</param>
internal sealed record OperationStack(IReadOnlyList<Operation> Operations, IReadOnlyList<OperationStack> Branch)
{
    internal TensorShape Output => Operations[^1].Output.Shape;

    internal IEnumerable<ConvolutionOperation> Convolutions => Operations.OfType<ConvolutionOperation>();

    /// <summary>The patent's name of the part, or empty where it has none of its own.</summary>
    internal string Title => Convolutions.LastOrDefault()?.Role switch
    {
        ConvolutionRole.Depthwise => "DW conv",
        ConvolutionRole.Conv1 => "Conv_1",
        ConvolutionRole.Conv2 => "Conv_2",
        _ => "",
    };
}
