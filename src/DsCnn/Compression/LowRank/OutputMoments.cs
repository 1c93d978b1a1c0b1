using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>The second moments of the outputs of a network's matrices on images: E[y y'] for y = W x, without the bias.</summary>
internal sealed class OutputMoments : IDisposable
{
    private readonly Dictionary<string, Tensor> _moments = [];

    private OutputMoments()
    {
    }

    /// <summary>outputs x outputs, float64.</summary>
    internal Tensor this[LinearLayer layer] => _moments[layer.Name];

    internal static OutputMoments Measure(
        DsCnnModel model, IReadOnlyList<LinearLayer> layers, IImageSource images, CalibrationOptions calibration, CancellationToken cancellationToken)
    {
        // The hooks go with the copy.
        using DsCnnModel copy = DsCnnModel.From(model.ToModelFile(), model.Device);
        Dictionary<string, nn.Module> modules = copy.named_modules().ToDictionary(m => m.name, m => m.module);
        var moments = new OutputMoments();
        var rows = new Dictionary<string, long>();
        try
        {
            foreach (LinearLayer layer in layers)
                ((nn.Module<Tensor, Tensor>)modules[layer.Name]).register_forward_hook((module, input, output) => moments.Add(layer, module, input, output, rows));
            CalibrationPass.Run(
                copy, images, calibration,
                batch =>
                {
                    using IDisposable gradientsOff = no_grad();
                    copy.forward(batch.Images);
                },
                cancellationToken);
            foreach ((string name, Tensor moment) in moments._moments)
                moment.div_(rows[name]);
            return moments;
        }
        catch
        {
            moments.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (Tensor moment in _moments.Values)
            moment.Dispose();
    }

    private Tensor Add(LinearLayer layer, nn.Module module, Tensor input, Tensor output, Dictionary<string, long> rows)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor y = module is Conv2d convolution ? OutputRows(convolution, output) : Multiply(module, input);
        Tensor squares = y.t().mm(y);
        rows[layer.Name] = rows.GetValueOrDefault(layer.Name) + y.shape[0];
        if (_moments.TryGetValue(layer.Name, out Tensor? sum))
            sum.add_(squares);
        else
            _moments[layer.Name] = squares.DetachFromDisposeScope();
        return output;
    }

    private static Tensor OutputRows(Conv2d convolution, Tensor output)
    {
        Tensor rows = output.permute(0, 2, 3, 1).reshape(-1, output.shape[1]).to(ScalarType.Float64);
        return convolution.bias is null ? rows : rows - convolution.bias;
    }

    /// <summary>A fully connected layer's output comes after its bias and activation, so it is computed from the input.</summary>
    private static Tensor Multiply(nn.Module module, Tensor input) =>
        input.flatten(1).to(ScalarType.Float64).mm(module.get_parameter("weight")!.to(ScalarType.Float64).t());
}
