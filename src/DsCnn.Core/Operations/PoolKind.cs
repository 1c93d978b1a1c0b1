namespace DsCnn;

internal enum PoolKind
{
    Average,
    Max,
}
