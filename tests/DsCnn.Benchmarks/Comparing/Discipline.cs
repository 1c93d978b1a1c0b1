namespace DsCnn.Benchmarks;

/// <summary>What engines compete in.</summary>
internal sealed record Discipline
{
    internal required string Name { get; init; }

    internal required string Description { get; init; }

    /// <summary>Who can take part.</summary>
    internal required IReadOnlyList<string> Peers { get; init; }

    /// <summary>The peer that the others are compared with.</summary>
    internal required string Baseline { get; init; }

    /// <summary>Who takes part in a run over every preset.</summary>
    internal required IReadOnlyList<string> Finalists { get; init; }

    /// <summary>The networks and batches that are compared when none are named; without batches, each network has its own.</summary>
    internal required IReadOnlyList<string> Nets { get; init; }

    /// <inheritdoc cref="Nets"/>
    internal required IReadOnlyList<int> Batches { get; init; }

    internal static Discipline Training { get; } = new()
    {
        Name = "training",
        Description = "Compares whole training steps, data loading included.",
        Peers = Peer.Training,
        Baseline = Peer.HandWritten,
        Finalists = [Peer.Ours, Peer.HandWritten],
        Nets = ["b0like", "small28"],
        Batches = [],
    };

    internal static Discipline Inference { get; } = new()
    {
        Name = "inference",
        Description = "Compares predictions, from numbers to probabilities.",
        Peers = Peer.Inference,
        Baseline = Peer.OnnxRuntimePyTorch,
        Finalists = [Peer.Managed, Peer.OnnxRuntimePyTorch, Peer.Model],
        Nets = ["ds-b0", "b0like", "efficientnet-b0", "small28", "fashion-250k"],
        Batches = [1, 16],
    };
}
