namespace DsCnn;

internal sealed record PoolOperation(PoolKind Kind, int Kernel, int Stride, TensorShape Output, int Source) : Operation(Output, Source);
