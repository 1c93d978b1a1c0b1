namespace DsCnn.Benchmarks;

/// <summary>What came of one network: images per second of every peer in every round.</summary>
internal sealed record Comparison
{
    public required string Network { get; init; }

    public required int Batch { get; init; }

    public required int Threads { get; init; }

    /// <summary>The peer that the others are compared with.</summary>
    public required string Baseline { get; init; }

    public required IReadOnlyList<PeerResult> Peers { get; init; }

    /// <summary>Lets engines take turns, each round beginning with another one, so that what disturbs the machine disturbs all.</summary>
    internal static Comparison Run(Workload workload, IReadOnlyList<string> peers, string baseline, int rounds, double seconds, Action<string> tell)
    {
        var engines = new List<EngineProcess>();
        try
        {
            foreach (string peer in peers)
                engines.Add(new EngineProcess(peer, workload));
            EngineRound[][] measured = [.. engines.Select(_ => new EngineRound[rounds])];
            for (int round = 0; round < rounds; round++)
            {
                for (int turn = 0; turn < engines.Count; turn++)
                {
                    int i = (round + turn) % engines.Count;
                    measured[i][round] = engines[i].Round(seconds);
                }

                tell($"{workload.Network.Name}: round {round + 1} of {rounds}");
            }

            return new Comparison
            {
                Network = workload.Network.Name,
                Batch = workload.Batch,
                Threads = workload.Threads,
                Baseline = baseline,
                Peers = [.. engines.Zip(measured, (engine, all) => new PeerResult
                {
                    Peer = engine.Peer,
                    Version = engine.Ready.Version,
                    Parameters = engine.Ready.Parameters,
                    StartSeconds = engine.Ready.StartSeconds,
                    ImagesPerSecond = [.. all.Select(r => r.Steps * workload.Batch / r.Seconds)],
                    BytesPerStep = all.Select(r => r.BytesPerStep).Order().ElementAtOrDefault(rounds / 2),
                })],
            };
        }
        finally
        {
            foreach (EngineProcess engine in engines)
                engine.Dispose();
        }
    }
}
