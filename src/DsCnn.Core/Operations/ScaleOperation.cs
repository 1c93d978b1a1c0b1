namespace DsCnn;

/// <summary>Features times their SE gate, channel by channel.</summary>
internal sealed record ScaleOperation(TensorShape Output, int Features, int Gate) : Operation(Output, Features, Gate)
{
    internal override bool WorksInPlace => true;
}
