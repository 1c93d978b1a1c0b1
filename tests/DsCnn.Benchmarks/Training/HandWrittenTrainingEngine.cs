using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>The loop that most people write: a tensor of all images, an index, one dispose scope per step.</summary>
internal sealed class HandWrittenTrainingEngine : IEngine
{
    private readonly Workload _workload;
    private readonly Sequential _network;
    private readonly SGD _optimizer;
    private readonly Tensor _images;
    private readonly Tensor _labels;

    internal HandWrittenTrainingEngine(Workload workload)
    {
        _workload = workload;
        random.manual_seed(1);
        _network = HandWrittenNetwork.Create(workload.Network);
        _optimizer = optim.SGD(_network.parameters(), TrainingSettings.LearningRate, TrainingSettings.Momentum);
        TensorShape shape = workload.Network.Input.Shape;
        _images = tensor(workload.Pixels(), [workload.Images, shape.Channels, shape.Height, shape.Width], ScalarType.Byte);
        _labels = tensor(workload.Labels(), ScalarType.Int64);
        _network.train();
    }

    public string Version => $"TorchSharp {typeof(torch).Assembly.GetName().Version}";

    public long? Parameters => _network.parameters().Sum(parameter => parameter.numel());

    /// <summary>What a loop would print.</summary>
    internal float Loss { get; private set; }

    public void Step()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor index = randint(_workload.Images, _workload.Batch, dtype: ScalarType.Int64);
        Tensor images = ((_images.index_select(0, index).to(ScalarType.Float32) / 255) - 0.5) / 0.29;
        _optimizer.zero_grad();
        Tensor loss = nn.functional.cross_entropy(_network.call(images), _labels.index_select(0, index));
        loss.backward();
        _optimizer.step();
        Loss = loss.item<float>();
    }

    public void Dispose()
    {
        _network.Dispose();
        _optimizer.Dispose();
        _images.Dispose();
        _labels.Dispose();
    }
}
