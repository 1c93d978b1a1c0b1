namespace DsCnn.Tests;

public sealed class TrainerOptionsTests
{
    public static TheoryData<Action, string> Refused => new()
    {
        { () => _ = new TrainerOptions { Epochs = 0 }, "Epochs must be positive. Received: 0.*" },
        { () => _ = new TrainerOptions() with { BatchSize = -1 }, "BatchSize must be positive. Received: -1.*" },
        { () => _ = new TrainerOptions { LabelSmoothing = 1 }, "LabelSmoothing must be at least 0 and below 1. Received: 1.*" },
        { () => _ = new AdamWOptions { LearningRate = double.NaN }, "LearningRate must be positive. Received: NaN.*" },
        { () => _ = new SgdOptions { Momentum = 1 }, "Momentum must be at least 0 and below 1. Received: 1.*" },
        { () => _ = new SgdOptions { WeightDecay = -1 }, "WeightDecay must be at least 0. Received: -1.*" },
        { () => _ = new HorizontalFlip { Probability = 1.1 }, "Probability must be at least 0 and at most 1. Received: 1.1.*" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Impossible_options_are_refused_where_they_are_set(Action set, string message) =>
        set.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
}
