using System.Globalization;
using DsCnn;
using Spectre.Console;

namespace QuickStart;

/// <summary>A live progress bar per epoch; plain lines where the output is no terminal.</summary>
internal static class TrainingDisplay
{
    internal static async Task<TrainingReport> FitAsync(Trainer trainer, TrainingData data, CancellationToken cancellationToken)
    {
        Progress display = AnsiConsole.Progress().AutoClear(false).HideCompleted(false).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
        return await display.StartAsync(context => trainer.FitAsync(data, new Bars(context), cancellationToken));
    }

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    /// <summary>Reports on the training thread, in order; <see cref="Progress{T}"/> would not keep it.</summary>
    private sealed class Bars(ProgressContext context) : IProgress<TrainingProgress>
    {
        private ProgressTask? _bar;
        private int _epoch;

        public void Report(TrainingProgress value)
        {
            string description = value.Finished is { } result
                ? $"epoch {value.Epoch}/{value.Epochs}  loss {result.Loss:0.000}  validation [bold]{Percent(result.Validation!.Accuracy)}[/]  {value.ImagesPerSecond:0} img/s"
                : $"epoch {value.Epoch}/{value.Epochs}  loss {value.Loss:0.000}  training {Percent(value.Accuracy)}  {value.ImagesPerSecond:0} img/s";
            if (_bar is null || _epoch != value.Epoch)
            {
                _epoch = value.Epoch;
                _bar = context.AddTask(description, maxValue: value.StepsPerEpoch);
            }

            _bar.Description = description;

            // The last step's bar fills up when its validation is done too.
            _bar.Value = value.Finished is null ? Math.Min(value.Step, value.StepsPerEpoch - 0.5) : value.StepsPerEpoch;
        }
    }
}
