using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>What training makes small. Derive from it for a loss of one's own.</summary>
/// <remarks>
/// A record's public properties tell one loss from another when a run is resumed, together with the name of its type; what it keeps elsewhere is not seen.
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
    /// <summary>The loss of a batch, as gradients flow from it.</summary>
    /// <param name="input">What the network says, and what it should.</param>
    /// <returns>One number, float32; the mean over the images, so that it does not depend on the size of the batch. Tensors made on the way are disposed for it.</returns>
    public abstract Tensor Compute(LossInput input);

    /// <summary>The loss of networks for which no other was chosen.</summary>
    internal static Loss DefaultFor(Head head) => head == Head.Sigmoid ? new BinaryCrossEntropy() : new CrossEntropy();

    /// <summary>Refuses a network that the loss is not for.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    internal virtual void RequireFit(ModelSpec spec)
    {
    }
}
