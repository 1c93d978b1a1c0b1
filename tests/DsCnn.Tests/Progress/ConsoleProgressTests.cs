using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class ConsoleProgressTests : IDisposable
{
    private readonly StepClock _clock = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose() => _output.Dispose();

    [Fact]
    public void Without_a_terminal_there_is_a_plain_line_for_each_epoch()
    {
        Train(Plain(), epochs: 3, validate: true);

        _output.ToString().Should().Be(
            """
                epoch    loss  accuracy  val. loss  val. acc.      rate   img/s     time
                  1/3   0.500    0.2500      0.250     0.5000     0.002   1,234     0:10 *
                  2/3   0.250    0.5000      0.125     0.5000     0.001   1,234     1:10 *
                  3/3   0.167    0.7500      0.083     0.7500  0.000667   1,234  1:00:10

            """);
    }

    [Fact]
    public void Without_validation_images_no_epoch_is_better_than_another()
    {
        Train(Plain(), epochs: 2, validate: false);

        _output.ToString().Should().EndWith(
            "      1/2   0.500    0.2500          -          -     0.002   1,234     0:10\n" +
            "      2/2   0.250    0.5000          -          -     0.001   1,234     1:10\n");
    }

    [Fact]
    public void A_long_epoch_says_now_and_then_where_it_stands()
    {
        ConsoleProgress progress = Plain();
        for (int step = 1; step < 100; step++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            progress.Report(Step(1, 2, step, 100));
        }

        Lines.Should().HaveCount(4).And.OnlyContain(line => line.Length < 80);
        Lines[1].Should().Be("      1/2  11 %  loss 0.750, 1,234 img/s, 3:09 left");
    }

    [Fact]
    public void A_terminal_shows_the_epoch_s_bar_and_keeps_the_lines()
    {
        Train(Live(), epochs: 3, validate: true);

        string output = _output.ToString();
        output.Should().Contain("\r      1/3  " + new string('\u2501', 10) + new string('\u2500', 10) + "   50 %  loss 0.750, 0:05 left, 0:25 in the run");
        output.Should().Contain(" 100 %  loss 0.750, validating");
        Shown().Should().HaveCount(4).And.OnlyContain(line => line.Length < 80);
        output.Split('\r', '\n').Should().OnlyContain(line => line.Length < 80);
    }

    [Fact]
    public void Colors_are_used_where_there_are_some()
    {
        Train(new ConsoleProgress(Screen(ScreenKind.Colored), _clock), epochs: 1, validate: true);
        _output.ToString().Should().Contain("\u001b[32m      1/1 ").And.Contain("\u001b[0m\n");
    }

    [Fact]
    public void A_narrow_terminal_does_not_break_the_line_that_changes()
    {
        Train(new ConsoleProgress(Screen(ScreenKind.Live, width: 30), _clock), epochs: 1, validate: true);
        _output.ToString().Split('\r').Where(part => !part.Contains('\n')).Should().OnlyContain(part => part.Length < 30);
    }

    [Fact]
    public void Redraws_are_at_least_a_tenth_of_a_second_apart()
    {
        ConsoleProgress progress = Live();
        for (int step = 1; step < 1000; step++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            progress.Report(Step(1, 1, step, 2000));
        }

        (_output.ToString().Split('%').Length - 1).Should().BeInRange(10, 11);
    }

    [Fact]
    public void Short_work_leaves_no_line_behind()
    {
        ConsoleProgress progress = Plain();
        progress.Begin("Reading images");
        progress.Report(new ImageLoadProgress { Done = 1, Total = 2 });
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        progress.Report(new ImageLoadProgress { Done = 2, Total = 2 });
        _clock.Advance(TimeSpan.FromMinutes(1));

        _output.ToString().Should().BeEmpty();
    }

    [Fact]
    public void Long_work_says_within_a_second_what_it_is_and_in_the_end_that_it_is_over()
    {
        ConsoleProgress progress = Plain();
        progress.Begin("Measuring");
        _clock.Advance(TimeSpan.FromSeconds(0.8));
        Lines.Should().Equal("Measuring, 0:01");
        for (int images = 1; images <= 50; images++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            progress.Report(new EvaluationProgress { Images = images * 100, Total = 5000 });
        }

        Lines.Should().Equal(
            "Measuring, 0:01", "Measuring: 900 of 5,000 images, 0:45 left", "Measuring: 3,900 of 5,000 images, 0:11 left", "Measuring: 5,000 of 5,000 images");
    }

    [Fact]
    public void What_says_nothing_is_shown_to_be_alive()
    {
        ConsoleProgress progress = Live();
        progress.Begin("Loading the network");
        _clock.Advance(TimeSpan.FromSeconds(3));
        Shown().Should().Equal("Loading the network, 0:03");
        progress.Clear();
        Shown().Should().Equal("");
    }

    [Fact]
    public void A_compression_says_its_steps()
    {
        ConsoleProgress progress = Plain();
        progress.Report(First());
        progress.Report(First(Step(1, 1, 1, 1)));
        progress.Report(First(Step(1, 1, 1, 1).But((nameof(TrainingProgress.Finished), Result(1, validate: true)))));
        progress.Report(Second());
        _clock.Advance(TimeSpan.FromSeconds(2));
        progress.Report(Second(new QuantizationProgress { Stage = QuantizationStage.Calibrating, Pass = 2, Images = 10, Total = 10 }));

        Lines.Select(line => line.Trim().Split("  ")[0]).Should().Equal("step 1 of 2: at most 10 parameters", "epoch", "1/1", "step 2 of 2: weights and maps as bytes", "Measuring importance, 0:01");

        static CompressionProgress First(TrainingProgress? tuning = null) => new() { Step = 1, Steps = 2, Goal = "at most 10 parameters", Tuning = tuning };
        static CompressionProgress Second(QuantizationProgress? quantization = null) => new() { Step = 2, Steps = 2, Goal = "weights and maps as bytes", Quantization = quantization };
    }

    private string[] Lines => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What stands on the terminal in the end.</summary>
    private string[] Shown() => _output.ToString().TrimEnd('\n').Split('\n').Select(Overwritten).ToArray();

    private static string Overwritten(string line)
    {
        char[] cells = new string(' ', 200).ToCharArray();
        foreach (string part in line.Split('\r'))
            part.CopyTo(0, cells, 0, part.Length);
        return new string(cells).TrimEnd();
    }

    private ConsoleProgress Plain() => new(_output, _clock);

    private ConsoleProgress Live() => new(Screen(ScreenKind.Live), _clock);

    private ProgressScreen Screen(ScreenKind kind, int width = 80) => new(_output, kind, () => width, unicode: true, _clock);

    private void Train(ConsoleProgress progress, int epochs, bool validate)
    {
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            for (int step = 1; step <= 10; step++)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                progress.Report(Step(epoch, epochs, step, 10));
            }

            progress.Report(Step(epoch, epochs, 10, 10).But((nameof(TrainingProgress.Finished), Result(epoch, validate)), (nameof(TrainingProgress.BestEpoch), validate ? Math.Min(epoch, 2) : null)));
        }
    }

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

    /// <summary>A clock that goes on when it is told to, and then rings what is due.</summary>
    private sealed class StepClock : TimeProvider
    {
        private readonly List<StepTimer> _timers = [];

        internal long Now { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new StepTimer(this, callback);
            timer.Change(dueTime, period);
            _timers.Add(timer);
            return timer;
        }

        internal void Advance(TimeSpan by)
        {
            long end = Now + by.Ticks;
            while (_timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is { } next)
            {
                Now = next.Due;
                next.Ring();
            }

            Now = end;
        }
    }

    private sealed class StepTimer(StepClock clock, TimerCallback callback) : ITimer
    {
        private TimeSpan _period;

        internal long Due { get; private set; } = long.MaxValue;

        internal void Ring()
        {
            Due = _period > TimeSpan.Zero ? Due + _period.Ticks : long.MaxValue;
            callback(null);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (Due, _period) = (dueTime < TimeSpan.Zero ? long.MaxValue : clock.Now + dueTime.Ticks, period);
            return true;
        }

        public void Dispose() => Due = long.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
