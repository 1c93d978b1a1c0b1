using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>How an optimizer changes a parameter, in two forms of the same equations: one pass over memory, and torch's operations.</summary>
internal abstract class UpdateRule
{
    /// <summary>The state that the rule keeps for each parameter: at most two tensors of its shape that start at 0.</summary>
    internal abstract IReadOnlyList<string> States { get; }

    /// <summary>Updates numbers in memory.</summary>
    internal abstract void Update(ParameterRow row, UpdateScale scale);

    /// <summary>Updates a tensor on any device. The gradient, already scaled, may be overwritten.</summary>
    internal abstract void Update(Tensor weight, Tensor gradient, IReadOnlyList<Tensor> states, UpdateScale scale);
}
