using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>The second moments of the outputs of a network's matrices on images: E[y y'] for y = W x, without the bias.</summary>
internal sealed class OutputMoments : IDisposable
{
    /// <summary>Large maps of many images are multiplied in parts of so many pixels: in double precision the whole would take gigabytes.</summary>
    private const int RowsAtOnce = 1 << 16;

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
        Tensor outputs = module is Conv2d ? output.permute(0, 2, 3, 1).reshape(-1, output.shape[1]) : Multiply(module, input);
        if (!_moments.ContainsKey(layer.Name))
            _moments[layer.Name] = zeros(layer.Outputs, layer.Outputs, ScalarType.Float64, output.device).DetachFromDisposeScope();
        foreach (Tensor part in outputs.split(RowsAtOnce))
        {
            using DisposeScope partScope = NewDisposeScope();
            Tensor y = part.to(ScalarType.Float64);
            if (module is Conv2d { bias: { } bias })
                y = y - bias;
            _moments[layer.Name].addmm_(y.t(), y);
        }

        rows[layer.Name] = rows.GetValueOrDefault(layer.Name) + outputs.shape[0];
        return output;
    }

    /// <summary>A fully connected layer's output comes after its bias and activation, so it is computed from the input.</summary>
    private static Tensor Multiply(nn.Module module, Tensor input) =>
        input.flatten(1).to(ScalarType.Float64).mm(module.get_parameter("weight")!.to(ScalarType.Float64).t());
}
