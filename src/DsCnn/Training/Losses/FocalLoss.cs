using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Cross-entropy with less weight for images that are already classified well, so that the hard ones dominate (Lin et al. 2017, equations 4 and 5).</summary>
/// <remarks>
/// With a sigmoid, the mean over images and labels of a_t (1 - p_t)^g times the binary cross-entropy, where p_t is s(x) t + (1 - s(x)) (1 - t) and a_t is likewise from alpha: torchvision's
/// sigmoid_focal_loss. With a softmax, the mean over the images of -sum t_c (1 - p_c)^g log p_c. With a gamma of 0, both are the plain losses. Class weights multiply each class's term.
/// </remarks>
public sealed record FocalLoss : Loss
{
    private const double SmallestDistance = 1e-6;

    /// <summary>How strongly easy images are down-weighted, at least 0. Default 2.</summary>
    public double Gamma { get; init => field = Check.NotNegative(value); } = 2;

    /// <summary>
    /// With a sigmoid, the weight of labels that are present, above 0 and below 1, where absent ones have 1 - alpha; or null for 1 and 1. The paper uses 0.25 with a gamma of 2.
    /// For networks with a softmax, use <see cref="TrainerOptions.ClassWeights"/> instead. Default null.
    /// </summary>
    public double? Alpha { get; init => field = value is { } alpha ? Check.InnerShare(alpha) : null; }

    /// <inheritdoc/>
    public override Tensor Compute(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = NewDisposeScope();
        bool ofLabels = input.Head == Head.Sigmoid;
        Tensor parts = ofLabels ? OfLabels(input) : OfClasses(input);
        if (input.ClassWeights is not null)
            parts *= input.ClassWeights;
        return (ofLabels ? parts.mean() : parts.sum() / parts.shape[0]).MoveToOuterDisposeScope();
    }

    internal override IEnumerable<string> Broken(ModelSpec spec)
    {
        if (Alpha is not null && spec.Head != Head.Sigmoid)
            yield return $"Alpha is for networks that end in a sigmoid, and {spec.Name} does not. Use ClassWeights to weight classes.";
    }

    private Tensor OfClasses(LossInput input)
    {
        Tensor logarithms = nn.functional.log_softmax(input.Logits, 1);
        return -(input.Targets * Ease(logarithms.exp()) * logarithms);
    }

    /// <summary>The slope of a power below 1 is infinite at 0.</summary>
    private Tensor Ease(Tensor right) => (1 - right).clamp(min: SmallestDistance).pow(Gamma);

    private Tensor OfLabels(LossInput input)
    {
        Tensor targets = input.Targets, probabilities = input.Logits.sigmoid();
        Tensor right = (probabilities * targets) + ((1 - probabilities) * (1 - targets));
        Tensor parts = Ease(right) * nn.functional.binary_cross_entropy_with_logits(input.Logits, targets, reduction: nn.Reduction.None);
        return Alpha is { } alpha ? parts * ((targets * alpha) + ((1 - targets) * (1 - alpha))) : parts;
    }
}
