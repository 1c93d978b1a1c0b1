using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>How an optimizer changes a parameter, in two forms of the same equations: one pass over memory, and torch's operations.</summary>
internal abstract class UpdateRule
{
    /// <summary>What the rule remembers of each parameter, at most two tensors of its shape that begin at 0.</summary>
    internal abstract IReadOnlyList<string> States { get; }

    /// <summary>Updates numbers in memory.</summary>
    internal abstract void Update(ParameterRow row, UpdateScale scale);

    /// <summary>Updates a tensor wherever it is. The gradient, already scaled, may be overwritten.</summary>
    internal abstract void Update(Tensor weight, Tensor gradient, IReadOnlyList<Tensor> states, UpdateScale scale);
}
