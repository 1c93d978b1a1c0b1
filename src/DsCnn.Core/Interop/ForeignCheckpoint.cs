namespace DsCnn.Interop;

/// <summary>The weights in another program's file, and where in it they were.</summary>
public sealed class ForeignCheckpoint
{
    internal ForeignCheckpoint(WeightSet weights, string? place = null, IReadOnlyList<string>? otherPlaces = null)
    {
        Weights = weights;
        Place = place;
        OtherPlaces = otherPlaces ?? [];
    }

    /// <summary>Its float32, float16 and bfloat16 tensors under their foreign names, without what wrappers put into them and without counters.</summary>
    public WeightSet Weights { get; }

    /// <summary>Under which keys of the file they were, joined by dots, such as <c>state_dict</c>; null where it holds nothing but weights.</summary>
    public string? Place { get; }

    /// <summary>Where it has other weights, such as <c>state_dict_ema</c>, a moving average.</summary>
    public IReadOnlyList<string> OtherPlaces { get; }
}
