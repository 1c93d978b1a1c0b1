namespace DsCnn;

/// <summary>One primitive step of a layer at inference. Shapes, weight names, costs and drawings are all read off these.</summary>
/// <param name="Output">The shape it gives for one image.</param>
/// <param name="Inputs">Which earlier operations of the layer it reads; <see cref="OperationGraph.LayerInput"/> is what the layer gets.</param>
internal abstract record Operation(TensorShape Output, params IReadOnlyList<int> Inputs)
{
    /// <summary>Its weights, named relative to the layer.</summary>
    internal virtual IEnumerable<WeightShape> Weights => [];

    /// <summary>Multiply-accumulates for one image; only convolutions and fully connected layers have any.</summary>
    internal virtual long Macs => 0;

    /// <summary>Whether the output can take the place of an input, element by element.</summary>
    internal virtual bool WorksInPlace => false;
}
