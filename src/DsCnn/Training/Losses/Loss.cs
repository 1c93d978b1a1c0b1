using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>The function that training minimizes. Derive from it to write your own.</summary>
/// <remarks>
/// When a run is resumed, losses are compared by type, public properties and <see cref="Description"/>; other state is not considered.
/// Mixed images, label smoothing and multiple labels are already part of the targets, so a loss need not handle them.
/// </remarks>
/// <example><code>
/// sealed record SquaredError : Loss
/// {
///     public override Tensor Compute(LossInput input) =&gt; nn.functional.mse_loss(input.Logits.sigmoid(), input.Targets);
/// }
/// </code></example>
public abstract record Loss
{
    /// <summary>A short description for summaries, which must be the same when a run is resumed. Default: the name of the type.</summary>
    public virtual string Description => GetType().Name;

    /// <summary>Computes the loss of a batch, from which gradients flow back. Called on the training thread, once per batch.</summary>
    /// <param name="input">The network's outputs, and the targets.</param>
    /// <returns>One number, float32; the mean over the images, so that it does not depend on the batch size. Intermediate tensors are disposed automatically.</returns>
    public abstract Tensor Compute(LossInput input);

    /// <summary>The default loss for a head.</summary>
    internal static Loss DefaultFor(Head head) => head == Head.Sigmoid ? new BinaryCrossEntropy() : new CrossEntropy();

    /// <summary>Why the loss does not suit a network; nothing if it does.</summary>
    internal virtual IEnumerable<string> Broken(ModelSpec spec) => [];
}
