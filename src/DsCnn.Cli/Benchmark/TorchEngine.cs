using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary>libtorch, used through <see cref="DsCnnModel"/>.</summary>
internal sealed class TorchEngine : IBenchmarkedEngine
{
    private readonly DsCnnModel _model;
    private readonly Tensor _images;

    internal TorchEngine(ModelFile file, Device device, int batch)
    {
        Batch = batch;
        Threads = get_num_threads();
        _model = DsCnnModel.From(file, device);
        InputSpec input = file.Spec.Input;
        _images = tensor(BatchLimit.RandomImages(batch, input), [batch, input.Channels, input.Height, input.Width], device: device);
    }

    public int Batch { get; }

    public int Threads { get; }

    public void Run()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        // The copy waits until a GPU has finished.
        _ = _model.call(_images).cpu();
    }

    public void Dispose()
    {
        _images.Dispose();
        _model.Dispose();
    }
}
