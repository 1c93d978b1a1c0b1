using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>Several trainings in one process.</summary>
public sealed class TwoTrainingsTests
{
    private static readonly ModelSpec _random = new ModelBuilder()
        .Name("random")
        .Input(channels: 1, height: TinyData.Size, width: TinyData.Size)
        .DsBlock(outChannels: 8, conv1Filters: 8, conv1Kernel: 3)
        .DsBlock(outChannels: 8, residual: true)
        .Dropout(0.3)
        .FullyConnected(4)
        .Softmax()
        .ToSpec().WithDropPath(0.4);

    [Fact]
    public async Task Each_learns_what_it_learns_alone()
    {
        float[] first = await Train(seed: 1), second = await Train(seed: 2);
        first.Should().NotEqual(second);

        Task<float[]>[] together = [Train(seed: 1), Train(seed: 2)];
        (await together[0]).Should().Equal(first);
        (await together[1]).Should().Equal(second);
    }

    [Fact]
    public async Task Torchs_global_generator_neither_matters_nor_changes()
    {
        random.manual_seed(1);
        using Tensor expected = rand(4);
        using DsCnnModel model = _random.Build(seed: 1), other = _random.Build(seed: 1);

        random.manual_seed(1);
        float[] weights = await Train(model);
        using Tensor drawn = rand(4);
        drawn.Values().Should().Equal(expected.Values());

        (await Train(other)).Should().Equal(weights);
    }

    [Fact]
    public async Task A_model_that_is_being_trained_is_refused_to_a_second_training()
    {
        using DsCnnModel model = _random.Build(seed: 1);
        using var reached = new ManualResetEventSlim();
        using var refused = new ManualResetEventSlim();
        var progress = new Recorder<TrainingProgress>(_ => { reached.Set(); refused.Wait(); });
        Task<TrainingReport> first = new Trainer(model, Options(1)).FitAsync(Data(), progress);
        reached.Wait();

        const string Message = "random is being trained already. Await that training run first, or train a copy: DsCnnModel.From(model.ToModelFile()).";
        Func<Task> second = () => new Trainer(model, Options(1)).FitAsync(Data());
        (await second.Should().ThrowAsync<InvalidOperationException>()).WithMessage(Message);
        Func<Task> finder = () => LearningRateFinder.RunAsync(model, TinyData.Quarters(32));
        (await finder.Should().ThrowAsync<InvalidOperationException>()).WithMessage(Message);

        refused.Set();
        (await first).Epochs.Should().HaveCount(2);
        (await new Trainer(model, Options(1)).FitAsync(Data())).Epochs.Should().HaveCount(2);
    }

    /// <summary>A loop of the caller's own has torch's global generator, as other modules do.</summary>
    [Fact]
    [NoTensorLeaks]
    public void Without_a_trainer_torchs_global_generator_decides()
    {
        using DsCnnModel model = _random.Build(seed: 1);
        model.train();
        using Tensor x = ones(6, 1, TinyData.Size, TinyData.Size);
        float[][] runs = [.. new[] { 3, 3, 4 }.Select(seed =>
        {
            random.manual_seed(seed);
            using Tensor y = model.forward(x);
            return y.Values();
        })];

        runs[1].Should().Equal(runs[0]);
        runs[2].Should().NotEqual(runs[0]);
    }

    [Fact]
    [NoTensorLeaks]
    public void Dropout_draws_what_torchs_own_draws()
    {
        using var dropout = new DropoutLayer(0.3);
        using Generator generator = new(0, CPU);
        using Tensor x = rand(5, 7);
        random.manual_seed(9);
        using Tensor expected = nn.functional.dropout(x, 0.3);

        ((IRandomLayer)dropout).Generator = generator.manual_seed(9);
        using (Tensor y = dropout.call(x))
            y.Values().Should().Equal(expected.Values());
        dropout.eval();
        using (Tensor y = dropout.call(x))
            y.Values().Should().Equal(x.Values());
    }

    [CudaFact]
    public async Task On_a_CUDA_device_it_learns_with_dropout_and_drop_path_the_same_every_time()
    {
        float[][] weights = new float[2][];
        for (int run = 0; run < weights.Length; run++)
        {
            using DsCnnModel model = _random.Build(CUDA, seed: 1);
            weights[run] = await Train(model);
        }

        weights[1].Zip(weights[0], (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-3f);
    }

    private static TrainingData Data() => new(TinyData.Quarters(64));

    private static TrainerOptions Options(int seed) => new() { Epochs = 2, BatchSize = 8, Seed = seed, Optimizer = new SgdOptions { LearningRate = 0.05 } };

    private static async Task<float[]> Train(int seed)
    {
        using DsCnnModel model = _random.Build(seed: seed);
        return await Train(model, seed);
    }

    private static async Task<float[]> Train(DsCnnModel model, int seed = 1)
    {
        await new Trainer(model, Options(seed)).FitAsync(Data());
        return [.. model.CopyWeights().Values.SelectMany(w => w.ToFloats())];
    }
}
