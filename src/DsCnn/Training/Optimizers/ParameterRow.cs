namespace DsCnn.Training;

/// <summary>A parameter's numbers with the corresponding gradients and states, all of the same length; states that a rule does not have are empty.</summary>
internal readonly ref struct ParameterRow
{
    internal required Span<float> Weights { get; init; }

    internal required ReadOnlySpan<float> Gradients { get; init; }

    internal Span<float> First { get; init; }

    internal Span<float> Second { get; init; }
}
