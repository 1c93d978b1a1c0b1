namespace DsCnn.Communication;

/// <summary>Which part of every batch a rank gets: neighboring images, as many as its neighbors or one fewer.</summary>
/// <param name="Rank">Its number, from 0.</param>
/// <param name="Ranks">How many share a batch.</param>
internal readonly record struct BatchShare(int Rank, int Ranks)
{
    /// <summary>One rank that has all.</summary>
    internal static BatchShare Whole { get; } = new(0, 1);

    /// <summary>The part of a rank; all without other ranks.</summary>
    internal static BatchShare Of(ICommunicator? ranks) => ranks is null ? Whole : new(ranks.Rank, ranks.Size);

    internal bool IsWhole => Ranks == 1;

    /// <summary>Where this rank's images of a batch begin.</summary>
    internal int FirstOf(int images) => (int)((long)images * Rank / Ranks);

    /// <summary>How many images of a batch are this rank's.</summary>
    internal int CountOf(int images) => new BatchShare(Rank + 1, Ranks).FirstOf(images) - FirstOf(images);

    /// <summary>The most that any rank gets.</summary>
    internal int LargestOf(int images) => (images + Ranks - 1) / Ranks;
}
