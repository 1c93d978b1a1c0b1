using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class CheckpointFailureTests : IDisposable
{
    private static readonly TrainerOptions _options = new() { Epochs = 2, BatchSize = 8, Ema = new EmaOptions() };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dscnn-checkpoint-");

    private string File => Path.Combine(_folder.FullName, "last.ckpt");

    private TrainerOptions Saved => _options with { Checkpoint = new CheckpointOptions { Path = File } };

    private TrainerOptions Resumed => _options with { Checkpoint = new CheckpointOptions { Path = File, Resume = true } };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_folder_of_the_files_name_is_refused_before_the_first_step()
    {
        Directory.CreateDirectory(File);
        bool trained = false;
        Action run = () => Run(Saved with { Callbacks = [new AfterEpoch(() => trained = true)] });
        run.Should().Throw<IOException>().WithMessage($"The checkpoint {File} could not be written: a folder has that name.");
        trained.Should().BeFalse();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_before_the_first_step()
    {
        System.IO.File.WriteAllText(File, "");
        string below = Path.Combine(File, "last.ckpt");
        Action run = () => Run(_options with { Checkpoint = new CheckpointOptions { Path = below } });
        run.Should().Throw<IOException>().WithMessage($"The checkpoint {below} could not be written: *");
    }

    [Fact]
    public void A_save_that_fails_stops_the_run_and_leaves_a_usable_model()
    {
        using DsCnnModel model = TinyData.Network().Build();
        Action run = () => TrainingRunTests.Run(model, Saved with { Callbacks = [new AfterEpoch(() => Directory.Move(_folder.FullName, _folder.FullName + "-gone"))] });
        try
        {
            run.Should().Throw<IOException>().WithMessage($"The checkpoint {File} could not be written: *");
        }
        finally
        {
            Directory.Move(_folder.FullName + "-gone", _folder.FullName);
        }

        model.training.Should().BeFalse();
        TrainingRunTests.Weights(model).Should().OnlyContain(weight => float.IsFinite(weight));
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_replaced_stays_usable()
    {
        float[] expected = Run(_options);
        Run(Saved);
        byte[] good = System.IO.File.ReadAllBytes(File);
        Action write = () => AtomicFile.Write(File, stream =>
        {
            stream.Write(new byte[100]);
            throw new IOException("No space left on device");
        });

        write.Should().Throw<IOException>();
        System.IO.File.ReadAllBytes(File).Should().Equal(good);
        Run(Resumed).Should().Equal(expected);
    }

    [Fact]
    public void A_loss_that_is_no_number_keeps_the_last_good_checkpoint()
    {
        TrainerOptions wild = Saved with { Epochs = 5, Optimizer = new SgdOptions { LearningRate = 1e18 }, Schedule = new StepSchedule() };
        Action run = () => Run(wild with { Checkpoint = wild.Checkpoint! with { EverySteps = 1 } });
        run.Should().Throw<TrainingDivergedException>();

        CheckpointFile.ReadRecord(File).Updates.Should().BePositive();
        using SafetensorsFile file = SafetensorsFile.Open(File);
        file.Names.SelectMany(name => file.Read(name).ToFloats()).Should().OnlyContain(number => float.IsFinite(number));
    }

    public static TheoryData<Func<byte[], byte[]>, string> Damages => new()
    {
        { bytes => bytes[..(bytes.Length / 2)], "*" },
        { _ => [], "*" },
        { bytes => [.. bytes[..^8], (byte)(bytes[^8] ^ 1), .. bytes[^7..]], ": the checkpoint is damaged: its tensors are not those that were written." },
        { bytes => Replaced(bytes, "\\\"updates\\\":8", "\\\"updates\\\":7"), ": the checkpoint is damaged: its position is none of this run." },
        { bytes => Replaced(bytes, "\\\"version\\\":1", "\\\"version\\\":2"), ": this library reads checkpoints of version 1. Received: 2." },
        { bytes => Replaced(bytes, "\\\"version\\\":1", "\\\"version\\\":x"), ": the checkpoint is damaged: dscnn.checkpoint is not what it should be. *" },
        { bytes => Replaced(bytes, "\\\"history\\\":[", "\\\"hystory\\\":["), ": the checkpoint is damaged: dscnn.checkpoint is not what it should be. *" },
        { bytes => Replaced(bytes, "dscnn.checkpoint", "dscnn.checkpoins"), ": expected a checkpoint, but its metadata has no dscnn.checkpoint." },
        { bytes => Replaced(bytes, "\"ema.layers.0.bn_1.bias\"", "\"emu.layers.0.bn_1.bias\""), ": the run has no place for 1 tensors: emu.layers.0.bn_1.bias." },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_files_are_refused_and_the_model_stays_as_it_was(Func<byte[], byte[]> damage, string message)
    {
        Run(Saved);
        System.IO.File.WriteAllBytes(File, damage(System.IO.File.ReadAllBytes(File)));
        using DsCnnModel model = TinyData.Network().Build();
        float[] before = TrainingRunTests.Weights(model);
        Action run = () => TrainingRunTests.Run(model, Resumed);

        run.Should().Throw<InvalidDataException>().WithMessage(File + message);
        TrainingRunTests.Weights(model).Should().Equal(before);
    }

    [Fact]
    public void A_model_file_is_no_checkpoint()
    {
        using DsCnnModel model = TinyData.Network().Build();
        model.Save(File);
        Action run = () => TrainingRunTests.Run(model, Resumed);
        run.Should().Throw<InvalidDataException>().WithMessage($"{File}: expected a checkpoint, but its metadata has no dscnn.checkpoint.");
    }

    [Fact]
    public void Losses_that_are_no_numbers_survive_in_the_history()
    {
        var record = new CheckpointRecord
        {
            Version = 1,
            Fingerprint = [],
            History =
            [
                new EpochResult
                {
                    Epoch = 1,
                    Loss = 1,
                    Accuracy = 0,
                    LearningRate = 0.1,
                    Duration = TimeSpan.FromSeconds(1.5),
                    Validation = new EvaluationResult { Accuracy = 0, Loss = double.NaN, Images = 3 },
                },
            ],
            Current = new EpochSums { Step = 2, Loss = 0.1 + 0.2 },
            Updates = 3,
            HasBest = false,
            Stopped = StopReason.EarlyStopping,
            Elapsed = TimeSpan.FromTicks(7),
        };
        CheckpointFile.Write(File, record, []);
        CheckpointFile.ReadRecord(File).Should().BeEquivalentTo(record, options => options.ComparingByMembers<EpochResult>());
    }

    public static TheoryData<Action, string> Refused => new()
    {
        { () => _ = new CheckpointOptions { Path = "" }, "The value cannot be an empty string.*Path*" },
        { () => _ = new CheckpointOptions { Path = "a", EverySteps = 0 }, "EverySteps must be positive. Received: 0.*" },
        { () => _ = new CheckpointOptions { Path = "a", Every = TimeSpan.Zero }, "*Every must be positive. Received: 00:00:00.*" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Impossible_options_are_refused_where_they_are_set(Action set, string message) => set.Should().Throw<ArgumentException>().WithMessage(message);

    private static float[] Run(TrainerOptions options)
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1);
        TrainingRunTests.Run(model, options);
        return TrainingRunTests.Weights(model);
    }

    private static byte[] Replaced(byte[] bytes, string text, string replacement)
    {
        int at = bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(text));
        at.Should().BePositive($"the file should hold {text}");
        byte[] changed = [.. bytes];
        System.Text.Encoding.ASCII.GetBytes(replacement, changed.AsSpan(at));
        return changed;
    }

    private sealed class AfterEpoch(Action action) : ITrainingCallback
    {
        public void OnEpochEnd(TrainingContext context, EpochResult result) => action();
    }
}
