namespace DsCnn;

/// <summary>A network some of whose matrices are products of two.</summary>
public sealed record LowRankModel
{
    /// <summary>The network, an ordinary one: <see cref="DsCnnModel.From"/> makes a module of it.</summary>
    public required ModelFile Model { get; init; }

    /// <summary>Which ones, and of what rank.</summary>
    public required RankPlan Plan { get; init; }
}
