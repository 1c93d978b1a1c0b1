using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class OptionRulesTests
{
    private static readonly TrainerOptions _broken = new() { EarlyStopping = new EarlyStopping(), BestBy = BestBy.Metric, ClassWeights = [1, 2], Loss = new BinaryCrossEntropy() };

    private const string Broken =
        "BestBy.Metric needs one of Metrics. Received: none. ClassWeights must have one number for each of the 4 classes of tiny. Received: 2. " +
        "BinaryCrossEntropy is for networks that end in a sigmoid, and tiny ends in a softmax. ModelSpec.WithHead changes that.";

    [Fact]
    public async Task All_rules_that_a_trainer_s_options_break_are_told_at_once()
    {
        using DsCnnModel model = TinyData.Network().Build();

        (await FluentActions.Awaiting(() => new Trainer(model, _broken).FitAsync(new TrainingData(TinyData.Quarters(16)))).Should().ThrowExactlyAsync<ArgumentException>())
            .WithMessage($"EarlyStopping needs validation images. Received: none. {Broken} (Parameter 'data')").Which.ParamName.Should().Be("data");
    }

    [Fact]
    public async Task Those_of_a_rate_finder_s_options_with_those_of_the_training()
    {
        using DsCnnModel model = TinyData.Network().Build();
        var rates = new LearningRateFinderOptions { From = 1, To = 0.5 };

        (await FluentActions.Awaiting(() => LearningRateFinder.RunAsync(model, TinyData.Quarters(16), _broken, rates)).Should().ThrowExactlyAsync<ArgumentException>())
            .WithMessage($"To must be above From, 1. Received: 0.5. {Broken} (Parameter 'options')");
    }

    [Fact]
    public async Task Those_of_a_compressor_s_options_before_any_work()
    {
        using DsCnnModel model = TinyData.Network().Build();
        var options = new CompressorOptions
        {
            Target = new CompressionTarget { MinAccuracy = 0.9, MaxMilliseconds = 1 },
            Speed = null,
            LowRank = new LowRankOptions(),
            FineTuning = new TrainerOptions { ClassWeights = [1] },
            QuantizationTuning = new TrainerOptions { BestBy = BestBy.Metric },
        };

        (await FluentActions.Awaiting(() => new Compressor(options).RunAsync(model, new TrainingData(TinyData.Quarters(16)))).Should().ThrowExactlyAsync<ArgumentException>())
            .WithMessage(
                "An accuracy limit needs validation images. Received: none. MaxMilliseconds needs a Speed that measures. Received: null. " +
                "LowRank: Expected an Energy or a Budget with at least one limit, to say how far layers are factorized. Received: none. " +
                "FineTuning: ClassWeights must have one number for each of the 4 classes of tiny. Received: 1. " +
                "QuantizationTuning: BestBy.Metric needs one of Metrics. Received: none. (Parameter 'data')");
    }
}
