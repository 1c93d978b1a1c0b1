using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>The library's model itself, on TorchSharp.</summary>
internal sealed class ModelEngine : IEngine
{
    private readonly DsCnnModel _model;
    private readonly Tensor _images;

    internal ModelEngine(Workload workload)
    {
        HeapTuning.EnsureApplied();
        _model = DsCnnModel.Load(Path.Combine(workload.Folder!, InferenceFiles.Model));
        _model.eval();
        _images = workload.Tensor();
    }

    public string Version => $"DsCnnModel on TorchSharp {typeof(torch).Assembly.GetName().Version}";

    public long? Parameters => _model.parameters().Sum(parameter => parameter.numel());

    public void Step()
    {
        using IDisposable without = no_grad();
        using Tensor probabilities = _model.call(_images);
    }

    public void Dispose()
    {
        _images.Dispose();
        _model.Dispose();
    }
}
