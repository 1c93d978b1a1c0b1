using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class SharedWeightTuningTests
{
    [Fact]
    public async Task Training_moves_the_values_and_leaves_them_few()
    {
        using DsCnnModel random = TinyData.Network().Build();
        SharedWeights shared = random.ToModelFile().Share(new SharingOptions { Bits = 3 }, default);
        using DsCnnModel model = DsCnnModel.From(shared.Model);
        using var tuning = new SharedWeightTuning(shared.Model);

        await new Trainer(model, new TrainerOptions { Epochs = 2, BatchSize = 16, Callbacks = [tuning] }).FitAsync(TinyData.Quarters(128).Split(0.25));

        WeightSet weights = model.CopyWeights();
        shared.Tensors.Should().NotBeEmpty();
        foreach (SharedTensor tensor in shared.Tensors)
        {
            float[] before = shared.Model.Weights[tensor.Name].ToFloats(), after = weights[tensor.Name].ToFloats();
            after.Should().NotEqual(before);
            after.Distinct().Should().HaveCountLessThanOrEqualTo(tensor.Values);
            before.Zip(after).GroupBy(pair => pair.First).Should().OnlyContain(group => group.Select(pair => pair.Second).Distinct().Count() == 1, "what was equal stays equal");
        }
    }

    [Fact]
    public async Task Another_network_is_refused()
    {
        using DsCnnModel model = TinyData.Network().Build();
        using var tuning = new SharedWeightTuning(CompressionCases.Random(CompressionCases.Mixed()).ShareWeights().Model);

        await FluentActions.Awaiting(() => new Trainer(model, new TrainerOptions { Epochs = 1, Callbacks = [tuning] }).FitAsync(new TrainingData(TinyData.Quarters(64))))
            .Should().ThrowExactlyAsync<InvalidOperationException>().WithMessage("The shared weights are of mixed-shared, which is not the network being trained.");
    }
}
