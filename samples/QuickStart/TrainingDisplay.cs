using DsCnn;
using Spectre.Console;

namespace QuickStart;

/// <summary>A live progress bar per epoch, or a line per epoch where the output is no terminal.</summary>
internal static class TrainingDisplay
{
    internal static async Task<TrainingReport> FitAsync(Trainer trainer, TrainingData data, CancellationToken cancellationToken)
    {
        if (!AnsiConsole.Profile.Out.IsTerminal)
            return await trainer.FitAsync(data, new Lines(), cancellationToken);

        Progress display = AnsiConsole.Progress().AutoClear(false).HideCompleted(false).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
        return await display.StartAsync(context => trainer.FitAsync(data, new Bars(context), cancellationToken));
    }

    private static string Describe(TrainingProgress progress) => progress.Finished is { Validation: { } validation } epoch
        ? FormattableString.Invariant($"epoch {epoch.Epoch}/{progress.Epochs}  loss {epoch.Loss:0.000}  validation accuracy {validation.Accuracy:0.000}  {progress.ImagesPerSecond:0} img/s")
        : FormattableString.Invariant($"epoch {progress.Epoch}/{progress.Epochs}  loss {progress.Loss:0.000}  training accuracy {progress.Accuracy:0.000}  {progress.ImagesPerSecond:0} img/s");

    private sealed class Lines : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Finished is not null)
                AnsiConsole.WriteLine(Describe(value));
        }
    }

    /// <summary>Reports on the training thread, in order; <see cref="Progress{T}"/> would not keep it.</summary>
    private sealed class Bars(ProgressContext context) : IProgress<TrainingProgress>
    {
        private ProgressTask? _bar;
        private int _epoch;

        public void Report(TrainingProgress value)
        {
            if (_bar is null || _epoch != value.Epoch)
            {
                _epoch = value.Epoch;
                _bar = context.AddTask(Describe(value), maxValue: value.StepsPerEpoch);
            }

            // The last step's bar fills up when its validation is done too.
            _bar.Value = value.Finished is null ? Math.Min(value.Step, value.StepsPerEpoch - 0.5) : value.StepsPerEpoch;
            _bar.Description = Describe(value);
        }
    }
}
