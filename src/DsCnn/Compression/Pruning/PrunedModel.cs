namespace DsCnn;

/// <summary>A network that lost channels.</summary>
public sealed record PrunedModel
{
    /// <summary>The network, an ordinary one: <see cref="DsCnnModel.From"/> makes a module of it.</summary>
    public required ModelFile Model { get; init; }

    /// <summary>What it kept.</summary>
    public required PruningPlan Plan { get; init; }
}
