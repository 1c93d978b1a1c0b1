namespace DsCnn.Tests;

public sealed class LearningRateScheduleTests
{
    private const int Epochs = 100;

    public static TheoryData<LearningRateSchedule, double, double> Points => new()
    {
        { new ConstantSchedule(), 0.3, 1 },
        { new CosineSchedule { WarmupShare = 0.1 }, 0.0, 0 },
        { new CosineSchedule { WarmupShare = 0.1 }, 0.05, 0.5 },
        { new CosineSchedule { WarmupShare = 0.1 }, 0.1, 1 },
        { new CosineSchedule { WarmupShare = 0.1 }, 0.55, 0.5 },
        { new CosineSchedule { WarmupShare = 0.1 }, 1, 0 },
        { new StepSchedule { EveryEpochs = 30 }, 0.299, 1 },
        { new StepSchedule { EveryEpochs = 30 }, 0.301, 0.1 },
        { new StepSchedule { EveryEpochs = 30, Gamma = 0.5 }, 0.95, 0.125 },
        { new MilestoneSchedule { Milestones = [50, 75] }, 0.49, 1 },
        { new MilestoneSchedule { Milestones = [50, 75] }, 0.5, 0.1 },
        { new MilestoneSchedule { Milestones = [50, 75], Gamma = 0.2 }, 0.9, 0.04 },
        { new ExponentialSchedule(), 0.024, 0.97 },
        { new ExponentialSchedule { EveryEpochs = 10, Gamma = 0.25 }, 0.05, 0.5 },

        // torch.optim.lr_scheduler.OneCycleLR's defaults: max / 25, up to max at 0.3, down to max / 25 / 1e4; both halves along a cosine.
        { new OneCycleSchedule(), 0, 0.04 },
        { new OneCycleSchedule(), 0.15, 0.52 },
        { new OneCycleSchedule(), 0.3, 1 },
        { new OneCycleSchedule(), 0.65, 0.500002 },
        { new OneCycleSchedule(), 1, 0.000004 },
        { new WarmupSchedule { Epochs = 5, Schedule = new ConstantSchedule() }, 0.02, 0.4 },
        { new WarmupSchedule { Epochs = 5, Schedule = new StepSchedule { EveryEpochs = 2 } }, 0.03, 0.06 },
        { new WarmupSchedule { Epochs = 5, Schedule = new StepSchedule { EveryEpochs = 90 } }, 0.5, 1 },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public void The_factor_follows_the_formula(LearningRateSchedule schedule, double progress, double factor) =>
        schedule.FactorAt(progress, Epochs).Should().BeApproximately(factor, 1e-12);

    [Fact]
    public void Schedules_with_lists_are_equal_by_value()
    {
        new MilestoneSchedule { Milestones = [1, 2] }.Should().Be(new MilestoneSchedule { Milestones = [1, 2] });
        new MilestoneSchedule { Milestones = [1, 2] }.Should().NotBe(new MilestoneSchedule { Milestones = [1, 3] });
        new MilestoneSchedule { Milestones = [1, 2] }.GetHashCode().Should().Be(new MilestoneSchedule { Milestones = [1, 2] }.GetHashCode());
    }

    public static TheoryData<Action, string> Refused => new()
    {
        { () => _ = new StepSchedule { EveryEpochs = 0 }, "EveryEpochs must be positive. Received: 0.*" },
        { () => _ = new StepSchedule { Gamma = 2 }, "Gamma must be at least 0 and at most 1. Received: 2.*" },
        { () => _ = new MilestoneSchedule { Milestones = [3, -1] }, "Milestones must be positive. Received: -1.*" },
        { () => _ = new OneCycleSchedule { RiseShare = 0 }, "RiseShare must be above 0 and below 1. Received: 0.*" },
        { () => _ = new OneCycleSchedule { StartDivisor = 0.5 }, "StartDivisor must be at least 1. Received: 0.5.*" },
        { () => _ = new WarmupSchedule { Epochs = -1, Schedule = new ConstantSchedule() }, "Epochs must be positive. Received: -1.*" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Impossible_schedules_are_refused_where_they_are_set(Action set, string message) =>
        set.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
}
