namespace DsCnn;

/// <summary>GlobalAveragePool or GlobalMaxPool: N x C x H x W to N x C x 1 x 1.</summary>
internal static class GlobalPoolEmitter
{
    internal static string Emit(GlobalPoolOperation pool, string place, string input, GraphWriter graph) =>
        pool.Kind == PoolKind.Average
            ? graph.Node("GlobalAveragePool", $"{place}.globalAveragePool", [input])
            : graph.Node("GlobalMaxPool", $"{place}.globalMaxPool", [input]);
}
