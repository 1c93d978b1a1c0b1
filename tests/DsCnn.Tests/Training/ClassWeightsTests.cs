using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class ClassWeightsTests
{
    [Fact]
    public void Balanced_weights_make_classes_count_alike()
    {
        var images = new ImageSet(new InputSpec(1, 1, 1), new byte[6], new byte[] { 0, 0, 0, 0, 2, 2 }, ["a", "b", "c"]);
        ClassWeights.Balanced(images).Should().Equal(6.0 / (3 * 4), 0, 6.0 / (3 * 2));
    }

    [Fact]
    public async Task There_must_be_one_for_each_class()
    {
        using DsCnnModel model = TinyData.Network().Build();
        Func<Task> fit = () => new Trainer(model, new TrainerOptions { ClassWeights = [1, 2] }).FitAsync(new TrainingData(TinyData.Quarters(10)));
        (await fit.Should().ThrowAsync<ArgumentException>()).WithMessage("ClassWeights must have one number for each of the 4 classes of tiny. Received: 2.*");
    }

    /// <summary>Half of the batches hold only images that count nothing.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public async Task Classes_that_count_nothing_leave_the_weights_numbers(double smoothing)
    {
        using DsCnnModel model = TinyData.Network().Build();
        var options = new TrainerOptions { Epochs = 1, BatchSize = 2, ClassWeights = [1, 0, 0, 0], LabelSmoothing = smoothing };
        TrainingReport report = await new Trainer(model, options).FitAsync(new TrainingData(TinyData.Quarters(64)));
        report.Epochs[0].Loss.Should().BeGreaterThan(0).And.BeLessThan(10);
        model.CopyWeights().Values.Should().OnlyContain(weight => weight.ToFloats().All(float.IsFinite));
    }

    [Fact]
    public async Task Early_stopping_needs_validation_images()
    {
        using DsCnnModel model = TinyData.Network().Build();
        Func<Task> fit = () => new Trainer(model, new TrainerOptions { EarlyStopping = new EarlyStopping() }).FitAsync(new TrainingData(TinyData.Quarters(10)));
        (await fit.Should().ThrowAsync<ArgumentException>()).WithMessage("EarlyStopping needs validation images. Received: none.*");
    }
}
