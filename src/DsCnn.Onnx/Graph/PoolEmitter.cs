namespace DsCnn;

/// <summary>AveragePool or MaxPool without padding: N x C x H x W to N x C x H' x W'.</summary>
internal static class PoolEmitter
{
    internal static string Emit(PoolOperation pool, string name, string input, GraphWriter graph) =>
        graph.Node(
            pool.Kind == PoolKind.Average ? "AveragePool" : "MaxPool", name, [input],
            NodeAttribute.Ints("kernel_shape", pool.Kernel, pool.Kernel),
            NodeAttribute.Ints("strides", pool.Stride, pool.Stride));
}
