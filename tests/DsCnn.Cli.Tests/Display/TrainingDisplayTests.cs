using System.Text;
using System.Text.RegularExpressions;
using DsCnn.Display;
using Spectre.Console;
using Spectre.Console.Testing;
using static TorchSharp.torch;

namespace DsCnn.Cli.Tests;

public sealed class TrainingDisplayTests
{
    private static readonly ModelSpec _spec = new ModelBuilder().Name("tiny").Input(1, 2, 2).FullyConnected(3).Softmax().ToSpec();

    private static readonly TrainingData _data = new(Images(1200), Images(30));

    private static readonly TrainingSummary _summary = Summary();

    private readonly StepClock _clock = new();

    [Fact]
    public async Task Without_a_terminal_there_is_a_plain_line_for_each_epoch()
    {
        using var console = new TestConsole();
        await RunAsync(console, epochs: 3, validate: true);

        console.Output.Should().Be(
            $"""
            network    tiny, 15 parameters, 0.00 MMAC for 1 x 2 x 2
            images     1,200 of 3 classes, 30 more to validate on
            varied by  nothing; not mirrored, because the classes are characters or numbers
            learning   AdamW, rate up to 0.003 (cosine), weight decay 0.05
            run        10 epochs, batches of up to 64, the best epoch kept
            computed   in float32 on cpu, {(get_num_threads() == 1 ? "1 thread" : $"{get_num_threads()} threads")}, seed 0

                epoch    loss  accuracy  val. loss  val. acc.      rate   img/s     time
                  1/3   0.500    0.2500      0.250     0.5000     0.002   1,234     0:10 *
                  2/3   0.250    0.5000      0.125     0.5000     0.001   1,234     1:10
                  3/3   0.167    0.7500      0.083     0.7500  0.000667   1,234  1:00:10 *

            """);
        console.Lines.Should().OnlyContain(line => line.Length < 80);
    }

    [Fact]
    public async Task Without_validation_images_the_training_accuracy_counts()
    {
        using var console = new TestConsole();
        await RunAsync(console, epochs: 2, validate: false);

        console.Lines.TakeLast(2).Should().Equal(
            "      1/2   0.500    0.2500          -          -     0.002   1,234     0:10 *",
            "      2/2   0.250    0.5000          -          -     0.001   1,234     1:10 *");
    }

    [Fact]
    public async Task Where_colours_are_not_wanted_nothing_moves()
    {
        using TestConsole console = Terminal().Colors(ColorSystem.NoColors);
        await RunAsync(console, epochs: 2, validate: true);
        console.Output.Should().NotContain("\u001b").And.NotContain("left");
        console.Lines.Should().HaveCount(_summary.Rows.Count + 4);
    }

    [Fact]
    public async Task A_terminal_shows_the_epoch_s_bar_and_keeps_the_lines()
    {
        using TestConsole console = Terminal();
        await RunAsync(console, epochs: 3, validate: true);

        string output = Regex.Replace(console.Output, "\u001b\\[[?0-9;]*[a-zA-Z]", "");
        output.Should().Contain("\u256d\u2500tiny\u2500");
        output.Should().Contain("      1/3  " + new string('\u2501', 15) + new string('\u2500', 15) + "  50 %  0:05 left, 0:25 in all\n");
        output.Should().Contain("validating").And.Contain("loss 0.750  accuracy 0.1250  rate 0.002  1,234 img/s");
        foreach (string epoch in (string[])["1/3", "2/3", "3/3"])
            output.Should().MatchRegex($@" {epoch} +0\.\d\d\d +0\.\d\d\d\d +0\.\d\d\d");
    }

    [Fact]
    public async Task Redraws_are_at_least_a_tenth_of_a_second_apart()
    {
        using TestConsole console = Terminal();
        await TrainingDisplay.RunAsync(console, _summary, progress =>
        {
            for (int step = 1; step < 1000; step++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1));
                progress.Report(Step(1, 1, step, 2000));
            }

            return Task.FromResult(Report());
        }, _clock);
        Redraws(console).Should().BeInRange(10, 11);
    }

    [Fact]
    public async Task A_failure_passes_through()
    {
        using TestConsole console = Terminal();
        Func<Task> run = () => TrainingDisplay.RunAsync(console, _summary, progress =>
        {
            progress.Report(Step(1, 1, 5, 10));
            throw new TrainingDivergedException(1, 6, 0.1);
        }, _clock);
        await run.Should().ThrowAsync<TrainingDivergedException>();
    }

    private async Task RunAsync(TestConsole console, int epochs, bool validate) =>
        await TrainingDisplay.RunAsync(console, _summary, progress =>
        {
            for (int epoch = 1; epoch <= epochs; epoch++)
            {
                for (int step = 1; step <= 10; step++)
                {
                    _clock.Advance(TimeSpan.FromSeconds(1));
                    progress.Report(Step(epoch, epochs, step, 10));
                }

                progress.Report(Step(epoch, epochs, 10, 10) with { Finished = Result(epoch, validate) });
            }

            return Task.FromResult(Report());
        }, _clock);

    private static EpochResult Result(int epoch, bool validate) => new()
    {
        Epoch = epoch,
        Loss = 0.5 / epoch,
        Accuracy = 0.25 * epoch,
        LearningRate = 0.002 / epoch,
        Duration = TimeSpan.FromSeconds(10 + (epoch switch { 1 => 0, 2 => 60, _ => 3600 })),
        Validation = validate ? new EvaluationResult { Loss = 0.25 / epoch, Accuracy = epoch < 3 ? 0.5 : 0.75, Images = 30 } : null,
    };

    private static TrainingProgress Step(int epoch, int epochs, int step, int steps) => new()
    {
        Epoch = epoch,
        Epochs = epochs,
        Step = step,
        StepsPerEpoch = steps,
        Loss = 0.75,
        Accuracy = 0.125,
        LearningRate = 0.002,
        ImagesPerSecond = 1234,
    };

    private static TrainingSummary Summary()
    {
        using DsCnnModel model = _spec.Build();
        return TrainingSummary.Of(model, new TrainerOptions { Precision = TrainingPrecision.Float32 }, _data);
    }

    private static TrainingReport Report() => new() { Epochs = [], Images = 1, Duration = TimeSpan.FromSeconds(1), Stopped = StopReason.Completed };

    private static ImageSet Images(int count) => new(new InputSpec(1, 2, 2), new byte[4 * count], new byte[count], ["a", "b", "c"]);

    private static TestConsole Terminal()
    {
        TestConsole console = new TestConsole().EmitAnsiSequences().Colors(ColorSystem.TrueColor).Width(80);
        console.Profile.Capabilities.Unicode = true;
        console.Profile.Out = new TerminalOutput(console.Profile.Out.Writer);
        return console;
    }

    /// <summary>The speed is in every picture, and once in the titles.</summary>
    private static int Redraws(TestConsole console) => console.Output.Split("img/s").Length - 2;

    private sealed class TerminalOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => 80;

        public int Height => 24;

        public void SetEncoding(Encoding encoding)
        {
        }
    }

    private sealed class StepClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now + 1;

        internal void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
