using System.CommandLine;

namespace DsCnn.Benchmarks;

/// <summary>A command that compares engines side by side in one discipline.</summary>
internal sealed class ComparisonCommand
{
    private readonly Discipline _discipline;
    private readonly Option<string[]> _nets;
    private readonly Option<bool> _allPresets;
    private readonly Option<int[]> _batches = new("--batch") { Description = "Images per step; may be given several times." };
    private readonly Option<int[]> _threads = new("--threads")
    {
        Description = "Threads to compute with; may be given several times.",
        DefaultValueFactory = _ => [Environment.ProcessorCount],
    };

    private readonly Option<int> _rounds = new("--rounds") { Description = "How often each engine has its turn.", DefaultValueFactory = _ => 5 };
    private readonly Option<double> _seconds = new("--seconds") { Description = "How long a turn lasts, at least two steps.", DefaultValueFactory = _ => 4 };
    private readonly Option<string?> _peers;
    private readonly Option<FileInfo?> _json = new("--json") { Description = "A file that gets every round." };
    private readonly Option<bool> _check = new("--check") { Description = "Only checks that all sides have the same number of parameters." };

    internal ComparisonCommand(Discipline discipline)
    {
        _discipline = discipline;
        _nets = new("--net")
        {
            Description = "b0like, small28 or a preset's name; may be given several times.",
            DefaultValueFactory = _ => [.. discipline.Nets],
        };
        _allPresets = new("--all-presets") { Description = $"Every preset, {string.Join(" against ", discipline.Finalists)}." };
        _peers = new("--peers") { Description = $"Names with commas between them: {string.Join(", ", discipline.Peers)}." };
    }

    internal Command Create()
    {
        var command = new Command(_discipline.Name, _discipline.Description)
        {
            _nets, _allPresets, _batches, _threads, _rounds, _seconds, _peers, _json, _check,
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

    private int Run(ParseResult parsed)
    {
        bool allPresets = parsed.GetValue(_allPresets), check = parsed.GetValue(_check);
        string[] peers = Available(parsed.GetValue(_peers)?.Split(',', StringSplitOptions.TrimEntries) ?? [.. allPresets ? _discipline.Finalists : _discipline.Peers]);
        string[] nets = allPresets ? [.. Presets.All.Select(preset => preset.Name)] : parsed.GetValue(_nets)!;
        var machine = new Machine();
        Console.WriteLine(machine.Text);

        var comparisons = new List<Comparison>();
        foreach (ModelSpec network in nets.Select(BenchmarkNets.Find))
        {
            using InferenceFiles? files = _discipline == Discipline.Inference ? new InferenceFiles(network, peers) : null;
            foreach (Workload workload in Workloads(network, parsed).Select(workload => workload with { Folder = files?.Folder }))
            {
                int rounds = check ? 0 : parsed.GetValue(_rounds);
                comparisons.Add(Comparison.Run(workload, peers, _discipline.Baseline, rounds, parsed.GetValue(_seconds), Console.Error.WriteLine));
                Console.WriteLine(check ? ParametersOf(comparisons[^1]) : ComparisonText.Of(comparisons[^1]));
            }
        }

        if (parsed.GetValue(_json) is { } file)
            File.WriteAllText(file.FullName, EngineMessages.Write(new { Machine = machine, Comparisons = comparisons }));
        return comparisons.All(c => c.Peers.Select(p => p.Parameters).OfType<long>().Distinct().Count() <= 1) ? 0 : 1;
    }

    private IEnumerable<Workload> Workloads(ModelSpec network, ParseResult parsed)
    {
        IReadOnlyList<int> batches = parsed.GetValue(_batches) is { Length: > 0 } given ? given : _discipline.Batches;
        if (batches.Count == 0)
            batches = [parsed.GetValue(_check) ? 2 : BenchmarkNets.BatchOf(network)];
        return from batch in batches
               from threads in parsed.GetValue(_threads)!
               select new Workload { Network = network, Batch = batch, Threads = threads };
    }

    private string[] Available(string[] peers)
    {
        string[] unknown = [.. peers.Except(_discipline.Peers)];
        if (unknown.Length > 0)
            throw new ArgumentException($"Expected peers of {string.Join(", ", _discipline.Peers)}. Received: {string.Join(", ", unknown)}.");
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
