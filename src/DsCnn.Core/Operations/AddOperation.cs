namespace DsCnn;

/// <summary>The residual connection.</summary>
internal sealed record AddOperation(TensorShape Output, int Left, int Right) : Operation(Output, Left, Right)
{
    internal override bool WorksInPlace => true;
}
