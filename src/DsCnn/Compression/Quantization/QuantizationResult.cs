namespace DsCnn.Quantization;

/// <summary>A quantized network, and what became of it. Disposing it disposes the network.</summary>
public sealed class QuantizationResult : IDisposable
{
    internal QuantizationResult(DsCnnModel model, QuantizationReport report)
    {
        Model = model;
        Report = report;
    }

    /// <summary>
    /// A copy of the network with folded batch norms, whose <see cref="DsCnnModel.Quantization"/> is set: it computes, is evaluated and trained as int8.
    /// </summary>
    public DsCnnModel Model { get; }

    /// <summary>How it is kept as bytes.</summary>
    public QuantizationSpec Spec => Model.Quantization!;

    /// <summary>What was done and what it costs.</summary>
    public QuantizationReport Report { get; }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
