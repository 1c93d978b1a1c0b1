using System.Text.Json;
using System.Text.Json.Nodes;
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
        run.Should().Throw<IOException>().WithMessage($"{below} cannot be written: *");
    }

    [Fact]
    public void A_save_that_fails_stops_the_run_and_leaves_a_usable_model()
    {
        using DsCnnModel model = TinyData.Network().Build();
        Action run = () => TrainingRunTests.Run(model, Saved with { Callbacks = [new AfterEpoch(() => Directory.Move(_folder.FullName, _folder.FullName + "-gone"))] });
        try
        {
            run.Should().Throw<IOException>().WithMessage($"{File} is no longer this run's: *");
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

    [Theory]
    [InlineData("position", ": the checkpoint is damaged: its position does not fit this run. Replace it with a copy, or delete it to start over.")]
    [InlineData("version", ": this library reads checkpoints of version 1. Received: 2.")]
    [InlineData("history", ": the checkpoint is damaged: dscnn.checkpoint is invalid: *")]
    [InlineData("fingerprint", ": the checkpoint is damaged: dscnn.checkpoint is invalid: *")]
    public void Records_that_cannot_be_are_refused_and_the_model_stays_as_it_was(string lie, string message)
    {
        Run(Saved);
        CheckpointRecord record = CheckpointFile.ReadRecord(File);
        JsonNode text = JsonSerializer.SerializeToNode(record, CheckpointJson.Default.CheckpointRecord)!;
        switch (lie)
        {
            case "position":
                text["updates"] = 7;
                break;
            case "version":
                text["version"] = 2;
                break;
            default:
                text[lie] = null;
                break;
        }

        CheckpointFile.Write(File, text.ToJsonString(), []);
        using DsCnnModel model = TinyData.Network().Build();
        float[] before = TrainingRunTests.Weights(model);
        Action run = () => TrainingRunTests.Run(model, Resumed);

        run.Should().Throw<InvalidDataException>().WithMessage(File + message);
        TrainingRunTests.Weights(model).Should().Equal(before);
    }

    [Fact]
    public void Tensors_that_are_missing_or_left_over_are_named_and_the_model_stays_as_it_was()
    {
        Run(Saved);
        CheckpointRecord record = CheckpointFile.ReadRecord(File);
        using DsCnnModel model = TinyData.Network().Build();
        float[] before = TrainingRunTests.Weights(model);
        Action run = () => TrainingRunTests.Run(model, Resumed);

        CheckpointFile.Write(File, record, []);
        run.Should().Throw<InvalidDataException>().WithMessage($"{File}: the tensor \"*\" is missing.");
        using TorchSharp.torch.Tensor one = TorchSharp.torch.ones(1);
        CheckpointFile.Write(File, record, [new NamedTensor("emu", one)]);
        run.Should().Throw<InvalidDataException>().WithMessage($"{File}: the run has no place for 1 tensor: emu.");
        TrainingRunTests.Weights(model).Should().Equal(before);
    }

    [Fact]
    public void Every_changed_byte_and_every_cut_is_found()
    {
        using (DsCnnModel small = new ModelBuilder().Input(1, 4, 4).DsBlock(2, conv1Filters: 2).FullyConnected(2).Build())
        {
            CheckpointFile.Write(
                File,
                new CheckpointRecord
                {
                    Version = 1,
                    Fingerprint = new() { ["Seed"] = "0" },
                    History = [],
                    Current = new EpochSums { Step = 2, Loss = 0.1 + 0.2 },
                    Updates = 2,
                    HasBest = false,
                    Stopped = null,
                    Elapsed = TimeSpan.FromTicks(7),
                },
                small.named_parameters().Select(p => new NamedTensor(p.name, p.parameter)));
        }

        CheckpointFile.ReadRecord(File).Updates.Should().Be(2);
        byte[] good = System.IO.File.ReadAllBytes(File);
        Action read = () => CheckpointFile.ReadRecord(File);
        for (int at = 0; at < good.Length; at++)
        {
            // A bit, the case of a letter, and all of them.
            byte flip = (byte)(at % 3 == 0 ? 1 << (at % 8) : at % 3 == 1 ? 0x20 : 0xFF);
            System.IO.File.WriteAllBytes(File, [.. good[..at], (byte)(good[at] ^ flip), .. good[(at + 1)..]]);
            read.Should().Throw<InvalidDataException>($"byte {at} of {good.Length} was changed").Which.Message.Should().StartWith(File).And.NotContain("\n");
            System.IO.File.WriteAllBytes(File, good[..at]);
            read.Should().Throw<InvalidDataException>($"{at} of {good.Length} bytes are left");
        }

        System.IO.File.WriteAllBytes(File, [.. good, 0]);
        read.Should().Throw<InvalidDataException>("a byte was added");
    }

    [Fact]
    public void A_run_that_is_refused_leaves_another_ones_temporary_file_and_one_that_begins_clears_it_away()
    {
        Run(Saved);
        string leftOver = Path.Combine(_folder.FullName, $".last.ckpt.{Guid.NewGuid():N}.tmp"), another = Path.Combine(_folder.FullName, ".last.ckpt.notes.tmp");
        foreach (string file in new[] { leftOver, another })
            System.IO.File.WriteAllText(file, "");

        FluentActions.Invoking(() => Run(Resumed with { Seed = 9 })).Should().Throw<InvalidOperationException>();
        System.IO.File.Exists(leftOver).Should().BeTrue();
        Run(Resumed);

        _folder.GetFiles().Select(file => file.Name).Should().BeEquivalentTo("last.ckpt", Path.GetFileName(another));
    }

    [Fact]
    public void A_second_run_on_the_same_checkpoint_is_refused_while_the_first_lives()
    {
        Exception? refusal = null;
        Run(Saved with { Callbacks = [new AfterEpoch(() => refusal ??= FluentActions.Invoking(() => Run(Saved)).Should().Throw<IOException>().Which)] });
        refusal!.Message.Should().StartWith($"{File} is being written by another run (process {Environment.ProcessId}, ");
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

    private sealed class AfterEpoch(Action action) : ITrainingCallback
    {
        public void OnEpochEnd(TrainingContext context, EpochResult result) => action();
    }
}
