namespace DsCnn;

internal sealed record ActivationOperation(Activation Kind, double SwishBeta, TensorShape Output, int Source) : Operation(Output, Source)
{
    internal override bool WorksInPlace => true;
}
