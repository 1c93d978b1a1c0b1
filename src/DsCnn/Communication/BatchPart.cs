namespace DsCnn.Communication;

/// <summary>The part of a batch that a rank has.</summary>
/// <param name="First">The place of its first image in the whole batch.</param>
/// <param name="Whole">Images of the whole batch; 0 where this is the whole.</param>
internal readonly record struct BatchPart(long First, long Whole)
{
    /// <summary>Images of the whole batch, of which so many are here.</summary>
    internal long WholeOf(long here) => Whole == 0 ? here : Whole;
}
