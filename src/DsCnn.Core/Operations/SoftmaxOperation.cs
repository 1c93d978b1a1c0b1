namespace DsCnn;

internal sealed record SoftmaxOperation(TensorShape Output, int Source) : Operation(Output, Source)
{
    internal override bool WorksInPlace => true;
}
