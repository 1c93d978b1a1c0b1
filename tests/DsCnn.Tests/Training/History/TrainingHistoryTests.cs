using System.Globalization;
using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class TrainingHistoryTests : IDisposable
{
    private const string Header = "epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds,images_per_second,best\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn").FullName;

    private string FilePath => Path.Combine(_folder, "history.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_has_a_line_for_each_epoch()
    {
        new TrainingHistory(
            new HistoryRow { Epoch = 1, Loss = 1.5, Accuracy = 0.25, ValidationLoss = 1.25, ValidationAccuracy = 0.5, LearningRate = 1e-5, Seconds = 12.5, ImagesPerSecond = 640 },
            new HistoryRow { Epoch = 3, Loss = double.NaN, Accuracy = 1.0 / 3, LearningRate = 0, Seconds = 0 })
        { BestEpoch = 1 }.Save(FilePath);

        File.ReadAllText(FilePath).Should().Be(Header + "1,1.5,0.25,1.25,0.5,1E-05,12.5,640,1\n3,NaN,0.3333333333333333,,,0,0,,0\n");
    }

    [Fact]
    public void What_is_read_back_is_what_was_written_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            TrainingHistory history = TrainingHistory.From(Runs.Epochs(), bestEpoch: 7);
            history.Save(FilePath);
            TrainingHistory.Read(FilePath).Rows.Should().BeEquivalentTo(history.Rows, options => options.WithStrictOrdering());
            TrainingHistory.Read(FilePath).Best.Should().BeEquivalentTo(history.Rows[6]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_best_epoch_is_the_one_that_the_run_found_best()
    {
        TrainingHistory.From(Runs.Epochs(), bestEpoch: 3).Best!.Epoch.Should().Be(3, "not 14, which has the highest accuracy");
        TrainingHistory.From(Runs.Epochs(), bestEpoch: null).Best.Should().BeNull();
        new TrainingHistory().Best.Should().BeNull();
    }

    [Fact]
    public void A_repeated_epoch_replaces_itself_and_what_came_after()
    {
        TrainingHistory history = TrainingHistory.From(Runs.Epochs(), bestEpoch: 14);
        TrainingHistory resumed = history.With(history.Rows[4].But((nameof(HistoryRow.Loss), 7.0)), bestEpoch: 2);

        resumed.BestEpoch.Should().Be(2);
        resumed.Rows.Select(r => r.Epoch).Should().Equal(1, 2, 3, 4, 5);
        resumed.Rows[4].Loss.Should().Be(7);
        history.Rows.Should().HaveCount(20, "a history does not change");
    }

    [Fact]
    public void Epochs_must_rise() =>
        FluentActions.Invoking(() => new TrainingHistory(TrainingHistory.From(Runs.Epochs(), null).Rows.Reverse())).Should().ThrowExactly<ArgumentException>()
            .WithMessage("Epochs must be in ascending order. Received: 19 after 20. (Parameter 'rows')");

    [Theory]
    [InlineData("", ": it is empty, or not a file but a pipe, a socket or a device.")]
    [InlineData("a,b\n", ", line 1: expected epoch,loss,*. Received: a,b.")]
    [InlineData(Header + "1,2\n", ", line 2: expected 9 columns. Received: 2.")]
    [InlineData(Header + "1,1,1,,,1,1,,0\nx,1,1,,,1,1,,0\n", ", line 3: epoch must be a number. Received: x.")]
    [InlineData(Header + "1,,1,,,1,1,,0\n", ", line 2: loss must be a number. Received: .")]
    [InlineData(Header + "1,1,1,,b,1,1,,0\n", ", line 2: validation_accuracy must be a number. Received: b.")]
    [InlineData(Header + "1,1,1,,,1,1,,2\n", ", line 2: best must be a number. Received: 2.")]
    [InlineData(Header + "0,1,1,,,1,1,,0\n", ": Epoch must be positive. Received: 0.*")]
    [InlineData(Header + "2,1,1,,,1,1,,0\n2,1,1,,,1,1,,0\n", ": Epochs must be in ascending order. Received: 2 after 2.*")]
    public void A_file_that_is_no_history_is_refused_with_the_place(string content, string message)
    {
        File.WriteAllText(FilePath, content);
        FluentActions.Invoking(() => TrainingHistory.Read(FilePath)).Should().ThrowExactly<InvalidDataException>().WithMessage(FilePath + message);
    }

    [Fact]
    public void A_huge_file_is_refused_before_it_is_read()
    {
        using (FileStream file = File.Create(FilePath))
            file.SetLength(1L << 34);
        FluentActions.Invoking(() => TrainingHistory.Read(FilePath)).Should().ThrowExactly<InvalidDataException>()
            .WithMessage($"{FilePath}: expected at most 16777216 bytes. Received: 17179869184.");
    }

    [Fact]
    public void A_history_file_is_complete_after_every_epoch_and_goes_on_after_an_interruption()
    {
        IReadOnlyList<EpochResult> epochs = Runs.Epochs();
        var first = new HistoryFile(FilePath);
        first.Report(Runs.Step(1, 1));
        File.Exists(FilePath).Should().BeFalse();
        foreach (EpochResult epoch in epochs.Take(3))
        {
            first.Report(Runs.End(epoch));
            TrainingHistory.Read(FilePath).Rows.Select(r => r.Epoch).Should().Equal(Enumerable.Range(1, epoch.Epoch));
        }

        var second = new HistoryFile(FilePath, TrainingHistory.Read(FilePath));
        second.Report(Runs.End(epochs[2]));
        second.Report(Runs.End(epochs[3]));
        TrainingHistory.Read(FilePath).Rows.Should().BeEquivalentTo(epochs.Take(4).Select(e => HistoryRow.From(e, imagesPerSecond: 640)), options => options.WithStrictOrdering());
        second.History.Rows.Should().HaveCount(4);
        Directory.GetFiles(_folder).Should().ContainSingle("temporary files are renamed");
    }

    [Fact]
    public void A_report_writes_its_history_and_its_curves()
    {
        var report = new TrainingReport { Epochs = Runs.Epochs(), Images = 1000, Duration = TimeSpan.FromSeconds(1), Stopped = StopReason.Completed };
        report.SaveHistory(FilePath);
        report.SaveCurves(Path.Combine(_folder, "history.svg"));

        TrainingHistory.Read(FilePath).Rows.Should().HaveCount(20);
        File.ReadAllText(Path.Combine(_folder, "history.svg")).Should().StartWith("<?xml");
    }
}
