using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>What training makes small. Derive from it for one of your own.</summary>
/// <remarks>
/// A record's public properties tell one loss from another when a run is resumed, together with its type and its <see cref="Description"/>; what it keeps elsewhere is not seen.
/// Mixed images, label smoothing and more than one label are in the targets, so that a loss need not know of them.
/// </remarks>
/// <example><code>
/// sealed record SquaredError : Loss
/// {
///     public override Tensor Compute(LossInput input) =&gt; nn.functional.mse_loss(input.Logits.sigmoid(), input.Targets);
/// }
/// </code></example>
public abstract record Loss
{
    /// <summary>What it is, in a few words, for summaries; a run that is resumed must have the same. Default: the name of its type.</summary>
    public virtual string Description => GetType().Name;

    /// <summary>The loss of a batch, from which gradients flow back. Called on the training thread, once for each batch.</summary>
    /// <param name="input">What the network says, and what it should.</param>
    /// <returns>One number, float32; the mean over the images, so that it does not depend on the size of the batch. Tensors made on the way are disposed for it.</returns>
    public abstract Tensor Compute(LossInput input);

    /// <summary>The loss of networks for which no other was chosen.</summary>
    internal static Loss DefaultFor(Head head) => head == Head.Sigmoid ? new BinaryCrossEntropy() : new CrossEntropy();

    /// <summary>Why the loss is not for a network; nothing where it is.</summary>
    internal virtual IEnumerable<string> Broken(ModelSpec spec) => [];
}
