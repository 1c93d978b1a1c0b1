using System.Reflection;
using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>Everything public that can be stopped, called when it already is.</summary>
public sealed class CancellationTests
{
    private static readonly CancellationToken _stopped = new(canceled: true);

    private static readonly ImageSet _images = TinyData.Quarters(16);

    private static readonly TrainingData _data = new(_images);

    private static readonly Dictionary<string, Func<DsCnnModel, string, Task>> _calls = new()
    {
        ["Trainer.FitAsync"] = (model, _) => new Trainer(model).FitAsync(_data, _stopped),
        ["Compressor.RunAsync"] = (model, _) => new Compressor(new CompressorOptions { Target = new CompressionTarget { MaxParameters = 800 } }).RunAsync(model, _data, null, _stopped),
        ["LearningRateFinder.RunAsync"] = (model, _) => LearningRateFinder.RunAsync(model, _images, cancellationToken: _stopped),
        ["PostTrainingQuantizer.QuantizeAsync"] = (model, _) => model.QuantizeAsync(_images, cancellationToken: _stopped),
        ["PostTrainingQuantizer.Quantize"] = (model, _) => Run(() => model.Quantize(_images, cancellationToken: _stopped)),
        ["Pruner.Prune"] = (model, _) => Run(() => model.Prune(new PruningOptions { Ratio = 0.5 }, ChannelCriterion.BatchNormScale, cancellationToken: _stopped)),
        ["LowRankFactorization.Factorize"] = (model, _) => Run(() => model.Factorize(new LowRankOptions { Energy = 0.5 }, cancellationToken: _stopped)),
        ["WeightSharing.ShareWeights"] = (model, _) => Run(() => model.ToModelFile().ShareWeights(cancellationToken: _stopped)),
        ["BatchNormCalibration.RecalibrateBatchNorm"] = (model, _) => Run(() => model.RecalibrateBatchNorm(_images, cancellationToken: _stopped)),
        ["Evaluator.Evaluate"] = (model, _) => Run(() => model.Evaluate(_images, cancellationToken: _stopped)),
        ["Evaluator.FindMistakes"] = (model, _) => Run(() => model.FindMistakes(_images, 1, _stopped)),
        ["Evaluator.Report"] = (model, _) => Run(() => model.Report(_images, cancellationToken: _stopped)),
        ["BudgetSolver.Solve"] = (_, _) => Run(() => BudgetSolver.Solve(Presets.All[0].Architecture!, new Budget { MaxParameters = 1 << 20 }, cancellationToken: _stopped)),
        ["ImageSourceExtensions.MeasurePreprocessing"] = (_, _) => Run(() => _images.MeasurePreprocessing(_stopped)),
        ["ImageFolder.Load"] = (_, folder) => Run(() => ImageFolder.Load(folder, cancellationToken: _stopped)),
        ["ImageCsv.Load"] = (_, folder) => Run(() => ImageCsv.Load(Path.Combine(folder, "list.csv"), cancellationToken: _stopped)),
        ["ImageDataSet.Open"] = (_, folder) => Run(() => ImageDataSet.Open(folder, cancellationToken: _stopped)),
        ["ImageDataSet.OpenSplit"] = (_, folder) => Run(() => ImageDataSet.OpenSplit(folder, cancellationToken: _stopped)),
        ["DataInspector.Inspect"] = (_, folder) => Run(() => DataInspector.Inspect(folder, cancellationToken: _stopped)),
    };

    public static TheoryData<string> Names => new(_calls.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_call_that_is_cancelled_says_so(string name)
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1);
        using var folder = new DataFolder();
        folder.Put("cat/a.png", "dog/a.png");
        folder.Write("list.csv", "file,label\ncat/a.png,cat\ndog/a.png,dog\n"u8);

        await FluentActions.Awaiting(() => _calls[name](model, folder.Path)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void None_is_forgotten()
    {
        IEnumerable<string> all = new[] { typeof(ModelSpec).Assembly, typeof(DsCnnModel).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken)))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}");
        _calls.Keys.Should().BeEquivalentTo(all.Distinct());
    }

    private static Task Run(Action act) => Task.Run(act, CancellationToken.None);
}
