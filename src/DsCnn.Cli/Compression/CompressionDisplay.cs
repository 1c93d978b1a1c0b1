using System.Globalization;
using DsCnn.Display;
using Spectre.Console;

namespace DsCnn.Cli;

/// <summary>Shows a compression: a line for each step, a line for each epoch of its training, and under them, in a terminal, the current epoch's bar.</summary>
internal sealed class CompressionDisplay : IProgress<CompressionProgress>
{
    private static readonly TimeSpan _redrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly IAnsiConsole _console;
    private readonly LiveDisplayContext? _live;
    private readonly Head _head;
    private readonly TimeProvider _clock = TimeProvider.System;
    private RemainingTime _remaining;
    private int _step;
    private bool _hasTitles;
    private long _drawn;

    private CompressionDisplay(IAnsiConsole console, LiveDisplayContext? live, Head head)
    {
        (_console, _live, _head) = (console, live, head);
        _remaining = new RemainingTime(_clock);
    }

    internal static async Task<CompressedModel> RunAsync(IAnsiConsole console, Head head, Func<IProgress<CompressionProgress>, Task<CompressedModel>> compress) =>
        TrainingDisplay.IsLive(console)
            ? await console.Live(Text.Empty).AutoClear(true).StartAsync(live => compress(new CompressionDisplay(console, live, head)))
            : await compress(new CompressionDisplay(console, live: null, head));

    /// <summary>Called on the compression's thread.</summary>
    public void Report(CompressionProgress value)
    {
        if (value.Step != _step)
            Begin(value);
        if (value.Tuning is { Finished: { } epoch } done)
            WriteLine(EpochLine.Of(done, epoch, isBest: false));
        if (_live is not null && value.Tuning is { } tuning)
            Draw(tuning);
    }

    private void Begin(CompressionProgress value)
    {
        _step = value.Step;
        _remaining = new RemainingTime(_clock);
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {value.Step} of {value.Steps}: {value.Goal}"));
        _live?.UpdateTarget(new Text("measuring"));
    }

    private void Draw(TrainingProgress tuning)
    {
        if (tuning.Finished is { } epoch)
            _remaining.EndOfEpoch(epoch);
        else
            _remaining.Step(tuning);
        bool isDue = tuning.Finished is not null || tuning.Step == tuning.StepsPerEpoch || _clock.GetElapsedTime(_drawn) >= _redrawInterval;
        if (!isDue)
            return;
        _drawn = _clock.GetTimestamp();
        _live!.UpdateTarget(StepLines.Draw(tuning, _remaining, _console.Profile.Capabilities.Unicode));
    }

    private void WriteLine(string line)
    {
        if (!_hasTitles)
            _console.Write(new Text(EpochLine.Titles(_head) + "\n"));
        _hasTitles = true;
        _console.Write(new Text(line + "\n"));
    }
}
