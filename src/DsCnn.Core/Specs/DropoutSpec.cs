namespace DsCnn.Specs;

/// <summary>Zeroes random elements during training (Srivastava et al. 2014); has no effect at inference.</summary>
public sealed record DropoutSpec : LayerSpec
{
    /// <inheritdoc/>
    public override string Type => "dropout";

    /// <summary>The probability of zeroing an element, at least 0 and below 1.</summary>
    public required double Rate { get; init => field = Check.DropRate(value); }

    internal override void Lower(PlanBuilder plan)
    {
        // Nothing happens at inference, and the operations describe inference.
    }
}
