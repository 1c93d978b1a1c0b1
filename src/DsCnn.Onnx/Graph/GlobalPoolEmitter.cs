namespace DsCnn;

/// <summary>GlobalAveragePool or GlobalMaxPool: N x C x H x W to N x C x 1 x 1.</summary>
internal static class GlobalPoolEmitter
{
    internal static string Emit(GlobalPoolOperation pool, string name, string input, GraphWriter graph) =>
        graph.Node(pool.Kind == PoolKind.Average ? "GlobalAveragePool" : "GlobalMaxPool", name, [input]);
}
