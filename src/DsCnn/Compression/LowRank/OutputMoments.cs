using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>The second moments of the outputs of a network's matrices on images: E[y y'] for y = W x, without the bias.</summary>
internal sealed class OutputMoments : OperationObserver, IDisposable
{
    /// <summary>Large maps of many images are multiplied in parts of this many pixels: in double precision, the whole would take gigabytes.</summary>
    private const int RowsAtOnce = 1 << 16;

    private readonly HashSet<string> _wanted;
    private readonly Dictionary<string, Tensor> _moments = [];
    private readonly Dictionary<string, long> _rows = [];

    private OutputMoments(IEnumerable<LinearLayer> layers) => _wanted = [.. layers.Select(layer => layer.Name)];

    /// <summary>outputs x outputs, float64.</summary>
    internal Tensor this[LinearLayer layer] => _moments[layer.Name];

    internal static OutputMoments Measure(
        DsCnnModel model, IReadOnlyList<LinearLayer> layers, IImageSource images, CalibrationOptions calibration, CancellationToken cancellationToken)
    {
        var moments = new OutputMoments(layers);
        try
        {
            CalibrationPass.Observe(model, moments, images, calibration, cancellationToken);
            foreach ((string name, Tensor moment) in moments._moments)
                moment.div_(moments._rows[name]);
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

    internal override Tensor Multiply(WeightedRun run)
    {
        if (!_wanted.Contains(run.Operation.Name))
            return base.Multiply(run);
        Tensor product = run.Compute(run.Input, run.Weight, null);
        Add(run.Operation, product);
        return run.Bias is null ? product : base.Multiply(run);
    }

    private void Add(WeightedOperation operation, Tensor product)
    {
        using DisposeScope scope = NewDisposeScope();
        int outputs = operation.Weight.Dimensions[0];
        Tensor rows = product.dim() == 4 ? product.permute(0, 2, 3, 1).reshape(-1, outputs) : product;
        if (!_moments.TryGetValue(operation.Name, out Tensor? moment))
            moment = _moments[operation.Name] = zeros(outputs, outputs, ScalarType.Float64, product.device).DetachFromDisposeScope();
        foreach (Tensor part in rows.split(RowsAtOnce))
        {
            using DisposeScope partScope = NewDisposeScope();
            Tensor y = part.to(ScalarType.Float64);
            moment.addmm_(y.t(), y);
        }

        _rows[operation.Name] = _rows.GetValueOrDefault(operation.Name) + rows.shape[0];
    }
}
