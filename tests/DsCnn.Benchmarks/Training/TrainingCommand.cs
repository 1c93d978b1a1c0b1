using System.CommandLine;

namespace DsCnn.Benchmarks;

/// <summary>Compares whole training steps, data loading included, side by side.</summary>
internal static class TrainingCommand
{
    private static readonly Option<string[]> _nets = new("--net")
    {
        Description = "b0like, small28 or a preset's name; may be given several times.",
        DefaultValueFactory = _ => ["b0like", "small28"],
    };

    private static readonly Option<bool> _allPresets = new("--all-presets") { Description = "Every preset, ours against handwritten." };

    private static readonly Option<int?> _batch = new("--batch") { Description = "Images per step; if not given, 16 for b0like, 128 for small28, and by their cost for presets." };

    private static readonly Option<int> _threads = new("--threads") { Description = "Threads to compute with.", DefaultValueFactory = _ => Environment.ProcessorCount };

    private static readonly Option<int> _rounds = new("--rounds") { Description = "How often each engine has its turn.", DefaultValueFactory = _ => 5 };

    private static readonly Option<double> _seconds = new("--seconds") { Description = "How long a turn lasts, at least two steps.", DefaultValueFactory = _ => 4 };

    private static readonly Option<string?> _peers = new("--peers") { Description = $"Names with commas between them: {string.Join(", ", Peer.All)}." };

    private static readonly Option<FileInfo?> _json = new("--json") { Description = "A file that gets every round." };

    private static readonly Option<bool> _check = new("--check") { Description = "Only checks that all sides train the same number of parameters." };

    internal static Command Create()
    {
        var command = new Command("training", "Compares whole training steps, data loading included, side by side.")
        {
            _nets, _allPresets, _batch, _threads, _rounds, _seconds, _peers, _json, _check,
        };
        command.SetAction(parsed =>
        {
            try
            {
                return Run(parsed);
            }
            catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or IOException)
            {
                Console.Error.WriteLine(failure.Message);
                return failure is ArgumentException ? 2 : 1;
            }
        });
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        bool allPresets = parsed.GetValue(_allPresets), check = parsed.GetValue(_check);
        string[] peers = Available(parsed.GetValue(_peers)?.Split(',', StringSplitOptions.TrimEntries) ?? (allPresets ? [Peer.Ours, Peer.HandWritten] : Peer.All));
        string[] nets = allPresets ? [.. Presets.All.Select(preset => preset.Name)] : parsed.GetValue(_nets)!;
        var machine = new Machine();
        Console.WriteLine(machine.Text);

        var comparisons = new List<Comparison>();
        foreach (ModelSpec network in nets.Select(BenchmarkNets.Find))
        {
            var workload = new Workload
            {
                Network = network,
                Batch = parsed.GetValue(_batch) ?? (check ? 2 : BenchmarkNets.BatchOf(network)),
                Threads = parsed.GetValue(_threads),
            };
            comparisons.Add(Comparison.Run(workload, peers, check ? 0 : parsed.GetValue(_rounds), parsed.GetValue(_seconds), Console.Error.WriteLine));
            Console.WriteLine(check ? ParametersOf(comparisons[^1]) : ComparisonText.Of(comparisons[^1]));
        }

        if (parsed.GetValue(_json) is { } file)
            File.WriteAllText(file.FullName, EngineMessages.Write(new { Machine = machine, Comparisons = comparisons }));
        return comparisons.All(c => c.Peers.Select(p => p.Parameters).Distinct().Count() == 1) ? 0 : 1;
    }

    private static string[] Available(string[] peers)
    {
        string[] unknown = [.. peers.Except(Peer.All)];
        if (unknown.Length > 0)
            throw new ArgumentException($"Expected peers of {string.Join(", ", Peer.All)}. Received: {string.Join(", ", unknown)}.");
        return [.. peers.Where(IsThere)];

        static bool IsThere(string peer)
        {
            string? reason = Peer.Missing(peer);
            if (reason is not null)
                Console.WriteLine($"{peer} is left out: {reason}.");
            return reason is null;
        }
    }

    private static string ParametersOf(Comparison comparison) =>
        $"{comparison.Network}: {string.Join(", ", comparison.Peers.Select(peer => FormattableString.Invariant($"{peer.Peer} {peer.Parameters:N0}")))} parameters";
}
