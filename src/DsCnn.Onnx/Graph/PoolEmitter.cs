namespace DsCnn;

/// <summary>AveragePool or MaxPool without padding: N x C x H x W to N x C x H' x W'.</summary>
internal static class PoolEmitter
{
    internal static string Emit(PoolOperation pool, string place, string input, GraphWriter graph)
    {
        (string type, string name) = pool.Kind == PoolKind.Average ? ("AveragePool", "averagePool") : ("MaxPool", "maxPool");
        return graph.Node(
            type, $"{place}.{name}", [input],
            NodeAttribute.Ints("kernel_shape", pool.Kernel, pool.Kernel),
            NodeAttribute.Ints("strides", pool.Stride, pool.Stride));
    }
}
