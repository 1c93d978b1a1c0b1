namespace DsCnn;

internal sealed record HeadOperation(Head Kind, TensorShape Output, int Source) : Operation(Output, Source)
{
    internal override bool WorksInPlace => true;
}
