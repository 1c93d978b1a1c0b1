namespace DsCnn;

internal sealed record GlobalPoolOperation(PoolKind Kind, TensorShape Output, int Source) : Operation(Output, Source);
