using System.CommandLine;
using System.Globalization;

namespace DsCnn.Cli;

/// <summary><c>dscnn benchmark</c>: measures how fast a network runs on this machine.</summary>
internal sealed class BenchmarkCommand
{
    private const double DefaultSeconds = 3;

    /// <summary>Engines and batch sizes take turns, so that other load on the machine slows all of them equally.</summary>
    private const int Rounds = 5;

    private readonly Argument<string> _model = FileArgument.Named("MODEL", "An ONNX file, a model file (safetensors), or a preset's name for random weights");
    private readonly Option<string[]> _engines = EngineOption.CreateList();
    private readonly Option<int[]> _batches = NumberOption.PositiveList("--batch", "Batch size (default: 1); repeat to compare sizes");
    private readonly Option<double?> _seconds = NumberOption.Positive<double>("--seconds", "Seconds to measure each (default: 3)");
    private readonly DeviceOptions _engine = new();
    private readonly Option<bool> _json = JsonOutput.CreateOption();

    private BenchmarkCommand() => _model.CompletionSources.Add([.. Presets.All.Select(preset => preset.Name)]);

    internal static ToolCommand Create()
    {
        var benchmark = new BenchmarkCommand();
        var command = new ToolCommand("benchmark", "Measures a network's inference speed on this machine.")
        {
            Examples =
            [
                ("dscnn benchmark flowers.onnx --threads 1", "one image at a time, on one core"),
                ("dscnn benchmark ds-small --engine onnx --engine torch --batch 1 --batch 16", "all combinations, taking turns"),
            ],
        };
        command.Arguments.Add(benchmark._model);
        command.AddOptions("Measurement", benchmark._engines, benchmark._batches, benchmark._seconds);
        benchmark._engine.AddTo(command);
        command.AddOptions(GeneralOptions.Heading, benchmark._json);
        command.SetAction((parsed, cancellationToken) => Task.FromResult(benchmark.Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_model);
        var model = BenchmarkModel.Open(name);
        var runs = new List<EngineTimes>();
        try
        {
            foreach (string engine in parsed.GetValue(_engines) is { Length: > 0 } engines ? engines.Distinct() : [model.DefaultEngine])
            {
                foreach (int batch in parsed.GetValue(_batches) is { Length: > 0 } batches ? batches.Distinct() : [1])
                    runs.Add(Work.Run(parsed, $"Loading the network into {engine}", _ => new EngineTimes(engine, () => model.Load(engine, parsed, _engine, batch))));
            }

            var time = TimeSpan.FromSeconds(parsed.GetValue(_seconds) ?? DefaultSeconds);
            Work.Run(parsed, "Measuring", progress => Measure(runs, time, progress, cancellationToken));
            if (parsed.GetValue(_json))
                JsonOutput.Write(runs.Count == 1 ? Describe(runs[0]) : new { Runs = runs.Select(Describe) });
            else
                Draw(runs);
            return 0;
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }

    private static int Measure(List<EngineTimes> runs, TimeSpan time, ConsoleProgress progress, CancellationToken cancellationToken)
    {
        for (int round = 0; round < Rounds; round++)
        {
            foreach ((int index, EngineTimes run) in runs.Index())
            {
                run.Measure(time / Rounds, cancellationToken);
                progress.Report("Measuring", (round * runs.Count) + index + 1, Rounds * runs.Count, "turns");
            }
        }

        return Rounds;
    }

    private static object Describe(EngineTimes run) => new
    {
        run.Engine,
        run.Batch,
        run.Threads,
        run.MedianMs,
        run.MinMs,
        run.P95Ms,
        run.ImagesPerSecond,
        run.Calls,
        run.LoadMs,
        run.FirstMs,
    };

    private static void Draw(List<EngineTimes> runs)
    {
        Console.Out.WriteLine("engine  batch  threads  median ms     p95 ms     min ms  images/s  load ms  first ms");
        foreach (EngineTimes run in runs)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Engine,-7}{run.Batch,6}{run.Threads,9}{run.MedianMs,11:0.000}{run.P95Ms,11:0.000}{run.MinMs,11:0.000}{run.ImagesPerSecond,10:0.0}{run.LoadMs,9:0}{run.FirstMs,10:0.0}"));
        }
    }
}
