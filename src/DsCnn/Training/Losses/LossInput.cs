using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>A batch as a <see cref="Loss"/> sees it. The tensors are the caller's.</summary>
public sealed class LossInput
{
    /// <summary>What the network says before its head, N x classes, float32.</summary>
    public required Tensor Logits { get; init; }

    /// <summary>
    /// What it should say, N x classes, float32 from 0 to 1: 1 for an image's class or labels, else 0; in between where images were mixed or labels smoothed.
    /// Those of a network with a softmax add up to 1 for each image.
    /// </summary>
    public required Tensor Targets { get; init; }

    /// <summary>
    /// Where all random numbers of the loss must come from. Its numbers belong to the seed and the batch's place in the run, so that a run that is resumed goes on as one that was not interrupted.
    /// </summary>
    public required Random Random { get; init; }

    /// <summary>What the network makes of its logits.</summary>
    public required Head Head { get; init; }

    /// <summary>How much each class counts (<see cref="TrainerOptions.ClassWeights"/>), float32, or null for all alike.</summary>
    public Tensor? ClassWeights { get; init; }
}
