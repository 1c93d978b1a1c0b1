namespace DsCnn.Tests;

public sealed class TrainerOptionsTests
{
    private static readonly Teacher _teacher = Teacher.From(images => images);

    public static TheoryData<Action, string> Refused => new()
    {
        { () => _ = new TrainerOptions { Epochs = 0 }, "Epochs must be positive. Received: 0.*" },
        { () => _ = new TrainerOptions() with { BatchSize = -1 }, "BatchSize must be positive. Received: -1.*" },
        { () => _ = new TrainerOptions { LabelSmoothing = 1 }, "LabelSmoothing must be at least 0 and below 1. Received: 1.*" },
        { () => _ = new AdamWOptions { LearningRate = double.NaN }, "LearningRate must be positive. Received: NaN.*" },
        { () => _ = new SgdOptions { Momentum = 1 }, "Momentum must be at least 0 and below 1. Received: 1.*" },
        { () => _ = new SgdOptions { WeightDecay = -1 }, "WeightDecay must be at least 0. Received: -1.*" },
        { () => _ = new AdamWOptions { Epsilon = 0 }, "Epsilon must be positive. Received: 0.*" },
        { () => _ = new RmsPropOptions { Decay = 1 }, "Decay must be at least 0 and below 1. Received: 1.*" },
        { () => _ = new TrainerOptions { GradientClipNorm = 0 }, "GradientClipNorm must be positive. Received: 0.*" },
        { () => _ = new TrainerOptions { AccumulationSteps = 0 }, "AccumulationSteps must be positive. Received: 0.*" },
        { () => _ = new TrainerOptions { ClassWeights = [1, -1] }, "ClassWeights must be at least 0. Received: -1.*" },
        { () => _ = new TrainerOptions { BestBy = (BestBy)7 }, "There is no BestBy 7.*" },
        { () => _ = new EmaOptions { Decay = 1 }, "Decay must be at least 0 and below 1. Received: 1.*" },
        { () => _ = new EarlyStopping { Patience = 0 }, "Patience must be positive. Received: 0.*" },
        { () => _ = new EarlyStopping { MinDelta = -1 }, "MinDelta must be at least 0. Received: -1.*" },
        { () => _ = new DistillationOptions { Teacher = _teacher, Temperature = 0 }, "Temperature must be positive. Received: 0.*" },
        { () => _ = new DistillationOptions { Teacher = _teacher, Weight = 1.5 }, "Weight must be at least 0 and at most 1. Received: 1.5.*" },
        { () => _ = new FeatureHint { StudentStride = 0, TeacherMap = x => x }, "StudentStride must be positive. Received: 0.*" },
        { () => _ = new LearningRateFinderOptions { Steps = 0 }, "Steps must be positive. Received: 0.*" },
        { () => _ = new HorizontalFlip { Probability = 1.1 }, "Probability must be at least 0 and at most 1. Received: 1.1.*" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Impossible_options_are_refused_where_they_are_set(Action set, string message) =>
        set.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);

    [Fact]
    public void Distillations_with_equal_hints_are_equal()
    {
        FeatureHint hint = new() { StudentStride = 2, TeacherMap = x => x };
        var options = new DistillationOptions { Teacher = _teacher, Hints = [hint] };
        options.Should().Be(new DistillationOptions { Teacher = _teacher, Hints = [hint] });
        options.Should().NotBe(options with { Hints = [] });
    }
}
