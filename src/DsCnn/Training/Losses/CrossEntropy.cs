using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Cross-entropy, the default loss of networks with a softmax: the mean over the images of -sum t_c log softmax(x)_c.</summary>
/// <remarks>With class weights w, the sum of w_c t_c times the same, divided by the sum of all w_c t_c; 0 if that is 0.</remarks>
public sealed record CrossEntropy : Loss
{
    private const double SmallestSum = 1e-12;

    /// <inheritdoc/>
    public override Tensor Compute(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = NewDisposeScope();
        Tensor shares = input.ClassWeights is null ? input.Targets : input.Targets * input.ClassWeights;
        Tensor loss = -(shares * nn.functional.log_softmax(input.Logits, 1)).sum();
        return (input.ClassWeights is null ? loss / input.Logits.shape[0] : loss / shares.sum().clamp(min: SmallestSum)).MoveToOuterDisposeScope();
    }

    internal override IEnumerable<string> Broken(ModelSpec spec)
    {
        if (spec.Head == Head.Sigmoid)
            yield return $"CrossEntropy is for networks whose classes exclude each other, and {spec.Name} ends in a sigmoid. Use BinaryCrossEntropy or FocalLoss.";
    }
}
