using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>TorchSharp eager: plain modules, no gradients, one dispose scope per call. Its weights are others; the work is the same.</summary>
internal sealed class HandWrittenInferenceEngine : IEngine
{
    private readonly Sequential _network;
    private readonly Tensor _images;

    internal HandWrittenInferenceEngine(Workload workload)
    {
        _network = HandWrittenNetwork.Create(workload.Network);
        _network.eval();
        _images = workload.Tensor();
    }

    public string Version => $"TorchSharp {typeof(torch).Assembly.GetName().Version}";

    public long? Parameters => _network.parameters().Sum(parameter => parameter.numel());

    public void Step()
    {
        using IDisposable without = no_grad();
        using DisposeScope scope = NewDisposeScope();
        _network.call(_images).flatten(1).softmax(1);
    }

    public void Dispose()
    {
        _images.Dispose();
        _network.Dispose();
    }
}
