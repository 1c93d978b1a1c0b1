namespace DsCnn.Specs;

/// <summary>A fully connected layer with bias. It flattens its input, channel by channel, row by row.</summary>
public sealed record FullyConnectedSpec : LayerSpec
{
    /// <inheritdoc/>
    public override string Type => "fullyConnected";

    /// <summary>The number of outputs.</summary>
    public required int Units { get; init => field = Check.Extent(value); }

    /// <summary>The activation at the end. Default none.</summary>
    public Activation Activation { get; init => field = Check.Kind(value); } = Activation.None;

    internal override void Lower(PlanBuilder plan)
    {
        plan.Linear(Units);
        plan.Activation(Activation);
    }
}
