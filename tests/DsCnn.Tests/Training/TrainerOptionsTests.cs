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
        { () => _ = new TrainerOptions { ClassWeights = [0, 0] }, "ClassWeights must have a number above 0. Received: none.*" },
        { () => _ = new TrainerOptions { BestBy = (BestBy)7 }, "BestBy must be one of Accuracy, Loss, Metric. Received: 7.*" },
        { () => _ = new EmaOptions { Decay = 1 }, "Decay must be at least 0 and below 1. Received: 1.*" },
        { () => _ = new EarlyStopping { Patience = 0 }, "Patience must be positive. Received: 0.*" },
        { () => _ = new EarlyStopping { MinDelta = -1 }, "MinDelta must be at least 0. Received: -1.*" },
        { () => _ = new DistillationOptions { Teacher = _teacher, Temperature = 0 }, "Temperature must be positive. Received: 0.*" },
        { () => _ = new DistillationOptions { Teacher = _teacher, Weight = 1.5 }, "Weight must be at least 0 and at most 1. Received: 1.5.*" },
        { () => _ = new FeatureHint { StudentStride = 0, TeacherMap = x => x }, "StudentStride must be positive. Received: 0.*" },
        { () => _ = new LearningRateFinderOptions { Steps = 0 }, "Steps must be positive. Received: 0.*" },
        { () => _ = new HorizontalFlip { Probability = 1.1 }, "Probability must be at least 0 and at most 1. Received: 1.1.*" },
        { () => _ = new RandomCrop { Padding = -1 }, "Padding must be at least 0. Received: -1.*" },
        { () => _ = new RandomCrop { Fill = (PaddingFill)7 }, "Fill must be one of Zeros, Reflect. Received: 7.*" },
        { () => _ = new RandomErasing { MinAspect = 0 }, "MinAspect must be above 0 and at most 1. Received: 0.*" },
        { () => _ = new RandomRotation { Degrees = double.NaN }, "Degrees must be at least 0 and at most 180. Received: NaN.*" },
        { () => _ = new ColorJitter { Hue = 0.6 }, "Hue must be at least 0 and at most 0.5. Received: 0.6.*" },
        { () => _ = new RandAugment { Magnitude = 31 }, "Magnitude must be at least 0 and at most 30. Received: 31.*" },
        { () => _ = new MixUp { Alpha = 0 }, "Alpha must be positive. Received: 0.*" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Impossible_options_are_refused_where_they_are_set(Action set, string message) =>
        set.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);

    [Fact]
    public void Options_with_equal_lists_are_equal()
    {
        TrainerOptions options = Options(0.3);
        options.Should().Be(Options(0.3));
        options.GetHashCode().Should().Be(Options(0.3).GetHashCode());
        options.Should().NotBe(Options(0.4));
        new TrainerOptions().Should().Be(new TrainerOptions { Augmentations = [], Mixing = [] });

        static TrainerOptions Options(double probability) => new()
        {
            Augmentations = [new RandomCrop(), new HorizontalFlip { Probability = probability }],
            Mixing = [new MixUp()],
        };
    }

    [Fact]
    public void Lists_of_options_are_copied_and_hold_no_null()
    {
        var list = new List<Augmentation> { new HorizontalFlip() };
        var options = new TrainerOptions { Augmentations = list };
        list.Clear();
        options.Augmentations.Should().ContainSingle();
        options.ToString().Should().Contain("Augmentations = [HorizontalFlip { Description = mirror, Probability = 0.5 }]");

        Action set = () => _ = new TrainerOptions { Mixing = [new CutMix(), null!] };
        set.Should().Throw<ArgumentException>().WithMessage("Mixing must not hold null. Received: null at position 1.*");
    }

    [Fact]
    public void Distillations_with_equal_hints_are_equal()
    {
        FeatureHint hint = new() { StudentStride = 2, TeacherMap = x => x };
        var options = new DistillationOptions { Teacher = _teacher, Hints = [hint] };
        options.Should().Be(new DistillationOptions { Teacher = _teacher, Hints = [hint] });
        options.Should().NotBe(options with { Hints = [] });
    }
}
