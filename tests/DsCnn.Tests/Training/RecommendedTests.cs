using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class RecommendedTests
{
    [Theory]
    [InlineData(10, 300, 16)]
    [InlineData(1000, 96, 32)]
    [InlineData(60_000, 20, 64)]
    public void Few_images_are_seen_often_in_small_batches(int images, int epochs, int batchSize)
    {
        TrainerOptions options = Recommended.Options(new TrainingData(Images(images, "cat", "dog")));
        (options.Epochs, options.BatchSize).Should().Be((epochs, batchSize));
        options.Optimizer.LearningRate.Should().Be(batchSize == 16 ? 4e-3 : 8e-3);
        options.Mixing.Should().HaveCount(images < 2000 ? 1 : 0);
        options.RestoreBest.Should().BeFalse("nothing is validated");
    }

    [Theory]
    [InlineData(399, false)]
    [InlineData(400, true)]
    public void Few_validation_images_choose_no_epoch(int validation, bool best) =>
        Recommended.Options(new TrainingData(Images(1000, "cat", "dog"), Images(validation, "cat", "dog"))).RestoreBest.Should().Be(best);

    [Theory]
    [InlineData("cat", "dog", true)]
    [InlineData("6", "9", false)]
    public void Writing_is_neither_mirrored_nor_turned_far(string first, string second, bool isFree)
    {
        IReadOnlyList<Augmentation> augmentations = Recommended.Options(new TrainingData(Images(100, first, second))).Augmentations;
        augmentations.Any(a => a is HorizontalFlip).Should().Be(isFree);
        augmentations.Any(a => a is TrivialAugment).Should().Be(isFree);
    }

    [Fact]
    public void Photographs_are_cut_out()
    {
        var photograph = new ImageSet(new InputSpec(3, 96, 96), new byte[3 * 96 * 96], new byte[1], ["cat", "dog"]);
        Recommended.Augmentations(photograph)[0].Should().BeOfType<RandomResizedCrop>();
        Recommended.Augmentations(Images(5, "cat", "dog"))[0].Should().BeOfType<RandomCrop>();
    }

    [Theory]
    [InlineData(100, true, 0)]
    [InlineData(100, false, 0.2)]
    [InlineData(1000, false, 0.1)]
    [InlineData(60_000, true, 0.1)]
    public void Few_images_are_held_out_only_where_nothing_else_measures(int images, bool hasTest, double share) =>
        Recommended.ValidationShare(images, hasTest).Should().Be(share);

    [Theory]
    [InlineData("28x28,28x28", 28, 28)]
    [InlineData("150x100,150x100", 150, 100)]
    [InlineData("480x640,480x640", 128, 128)]
    [InlineData("480x640,3000x4000,100x90", 128, 128)]
    [InlineData("100x90,70x80,60x200", 64, 64)]
    [InlineData("20x30,30x20", 32, 32)]
    public void Images_of_many_sizes_become_a_square_that_most_of_them_fill(string sizes, int height, int width) =>
        Recommended.ImageSize([.. sizes.Split(',').Select(size => size.Split('x')).Select(s => (int.Parse(s[0]), int.Parse(s[1])))]).Should().Be((height, width));

    [Theory]
    [InlineData(28, 100, "ds-pico")]
    [InlineData(64, 1000, "ds-pico")]
    [InlineData(28, 60_000, "ds-nano")]
    [InlineData(128, 300, "ds-lite")]
    public void The_network_follows_from_size_and_number(int side, int images, string preset)
    {
        Preset chosen = Recommended.Network(new InputSpec(3, side, side), images);
        chosen.Name.Should().Be(preset);
        chosen.ToSpec(3, new InputSpec(3, side, side)).Output.Channels.Should().Be(3);
    }

    /// <summary>Three batches an epoch: running statistics would still be half those of the beginning after two epochs, and what they are measured on is what was learned.</summary>
    [Fact]
    public async Task With_few_steps_an_epoch_validation_follows_training_from_the_third_epoch_on()
    {
        using DsCnnModel model = Presets.Find("ds-pico").ToSpec(4, new InputSpec(1, 8, 8)).Build(seed: 1);
        var data = new TrainingData(TinyData.Quarters(48), TinyData.Quarters(48));
        TrainerOptions options = Recommended.Options(data) with { Epochs = 8, Mixing = [], Augmentations = [], Schedule = new ConstantSchedule(), Precision = TrainingPrecision.Float32 };
        TrainingReport report = await new Trainer(model, options).FitAsync(data);

        report.Epochs.Skip(2).Should().OnlyContain(epoch => epoch.Validation!.Accuracy > epoch.Accuracy - 0.1);
        report.Epochs[^1].Validation!.Accuracy.Should().BeGreaterThan(0.95);
    }

    private static ImageSet Images(int count, params string[] classNames) => new(new InputSpec(1, 28, 28), new byte[count * 784], new byte[count], classNames);
}
