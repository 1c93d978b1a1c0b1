namespace DsCnn.Cli;

/// <summary>The learning-rate schedules by name, with a warm-up of the given number of epochs.</summary>
internal static class ScheduleChoice
{
    internal const string Default = "one-cycle";

    private const double DefaultWarmupShare = 0.1;
    private const double DefaultRiseShare = 0.3;
    private const int Steps = 3;

    internal static IReadOnlyDictionary<string, Func<double, double?, LearningRateSchedule>> All { get; } =
        new Dictionary<string, Func<double, double?, LearningRateSchedule>>
        {
            ["cosine"] = (epochs, warmup) => new CosineSchedule { WarmupShare = warmup / epochs ?? DefaultWarmupShare },
            ["one-cycle"] = (epochs, warmup) => new OneCycleSchedule { RiseShare = warmup is null or 0 ? DefaultRiseShare : warmup.Value / epochs },
            ["step"] = (epochs, warmup) => Warmed(new StepSchedule { EveryEpochs = epochs / Steps }, warmup),
            ["constant"] = (_, warmup) => Warmed(new ConstantSchedule(), warmup),
        };

    private static LearningRateSchedule Warmed(LearningRateSchedule schedule, double? epochs) =>
        epochs is null or 0 ? schedule : new WarmupSchedule { Epochs = epochs.Value, Schedule = schedule };
}
