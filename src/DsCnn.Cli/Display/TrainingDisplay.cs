using Spectre.Console;

namespace DsCnn.Display;

/// <summary>
/// Shows a training run on the console: what is trained on what, a line for each epoch, and under them, in a terminal, the current epoch's bar.
/// Where the output is no terminal, or colours are not wanted, only the lines are written. The tool and the samples share this file.
/// </summary>
internal sealed class TrainingDisplay : IProgress<TrainingProgress>
{
    // Steps may take a millisecond; more pictures than this nobody sees, and each costs the training thread time.
    private static readonly TimeSpan _redrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly IAnsiConsole _console;
    private readonly LiveDisplayContext? _live;
    private readonly TimeProvider _clock;
    private readonly RemainingTime _remaining;

    private long _drawn;
    private double _best = double.NegativeInfinity;

    private TrainingDisplay(IAnsiConsole console, LiveDisplayContext? live, Head head, TimeProvider clock)
    {
        (_console, _live, _clock) = (console, live, clock);
        _remaining = new RemainingTime(clock);
        WriteLine(EpochLine.Titles(head), new Style(decoration: Decoration.Bold));
    }

    /// <summary>Shows a run from its beginning to its end.</summary>
    /// <param name="console">Where.</param>
    /// <param name="summary">What is trained, on what and how.</param>
    /// <param name="train">Trains, and reports to the receiver it is given.</param>
    /// <param name="clock">What redraws and remaining times go by. Default: the system's.</param>
    /// <returns>What <paramref name="train"/> returns.</returns>
    internal static async Task<TrainingReport> RunAsync(
        IAnsiConsole console, TrainingSummary summary, Func<IProgress<TrainingProgress>, Task<TrainingReport>> train, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        WriteHeader(console, summary);
        return IsLive(console)
            ? await console.Live(Text.Empty).AutoClear(true).StartAsync(live => train(new TrainingDisplay(console, live, summary.Head, clock)))
            : await train(new TrainingDisplay(console, live: null, summary.Head, clock));
    }

    /// <summary>Called on the training thread, for every step.</summary>
    public void Report(TrainingProgress value)
    {
        if (value.Finished is { } epoch)
            WriteEpoch(value, epoch);
        else
            _remaining.Step(value);

        // The last step is always shown: validation follows, and the bar must not seem to hang.
        bool isDue = _drawn == 0 || value.Finished is not null || value.Step == value.StepsPerEpoch || _clock.GetElapsedTime(_drawn) >= _redrawInterval;
        if (_live is null || !isDue)
            return;
        _drawn = _clock.GetTimestamp();
        bool isOver = value.Finished is not null && value.Epoch == value.Epochs;
        _live.UpdateTarget(isOver ? Text.Empty : StepLines.Draw(value, _remaining, _console.Profile.Capabilities.Unicode));
    }

    internal static bool IsLive(IAnsiConsole console) =>
        console.Profile.Out.IsTerminal && console.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors };

    private static void WriteHeader(IAnsiConsole console, TrainingSummary summary)
    {
        if (!IsLive(console))
        {
            console.Profile.Out.Writer.Write($"{summary}\n\n");
            return;
        }

        console.Write(new Panel(new Text(summary.ToString()))
        {
            Border = BoxBorder.Rounded,
            BorderStyle = new Style(Color.Grey),
            Header = new PanelHeader(summary.Name.EscapeMarkup()),
        });
    }

    private void WriteEpoch(TrainingProgress value, EpochResult epoch)
    {
        double score = epoch.Validation?.Score ?? epoch.Accuracy;
        bool isBest = score > _best;
        _best = Math.Max(_best, score);
        _remaining.EndOfEpoch(epoch);
        WriteLine(EpochLine.Of(value, epoch, isBest), isBest ? new Style(Color.Green) : Style.Plain);
    }

    /// <summary>What is written while the live part is shown stands above it and stays.</summary>
    private void WriteLine(string line, Style style) => _console.Write(new Text(line + "\n", _live is null ? Style.Plain : style));
}
