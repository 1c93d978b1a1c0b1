namespace DsCnn.Interop;

/// <summary>The weights from another program's file, and where in the file they were.</summary>
public sealed class ForeignCheckpoint
{
    internal ForeignCheckpoint(WeightSet weights, string? place = null, IReadOnlyList<string>? otherPlaces = null)
    {
        Weights = weights;
        Place = place;
        OtherPlaces = otherPlaces ?? [];
    }

    /// <summary>Its float32, float16 and bfloat16 tensors under their foreign names, without the parts of names that wrappers add and without counters.</summary>
    public WeightSet Weights { get; }

    /// <summary>The keys in the file under which they were, joined by dots, such as <c>state_dict</c>; null if the file contains nothing but weights.</summary>
    public string? Place { get; }

    /// <summary>Other places in the file with weights, such as <c>state_dict_ema</c>, a moving average.</summary>
    public IReadOnlyList<string> OtherPlaces { get; }
}
