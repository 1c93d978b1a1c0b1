namespace DsCnn.Drawing;

/// <summary>Operations that are drawn touching each other, because nothing branches off between them.</summary>
/// <param name="Operations">The operations in order; scaling and adding stand alone.</param>
/// <param name="Branch">For scaling, the operations between its first input and its second; otherwise empty.</param>
internal sealed record OperationStack(IReadOnlyList<Operation> Operations, IReadOnlyList<OperationStack> Branch)
{
    internal TensorShape Output => Operations[^1].Output.Shape;

    internal IEnumerable<ConvolutionOperation> Convolutions => Operations.OfType<ConvolutionOperation>();

    /// <summary>The patent's name of the part, or empty if it has none.</summary>
    internal string Title => Convolutions.LastOrDefault()?.Role switch
    {
        ConvolutionRole.Depthwise => "DW conv",
        ConvolutionRole.Conv1 => "Conv_1",
        ConvolutionRole.Conv2 => "Conv_2",
        _ => "",
    };
}
