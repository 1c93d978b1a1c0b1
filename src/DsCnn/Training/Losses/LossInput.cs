using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>A batch, as the input of a <see cref="Loss"/>. The tensors belong to the caller.</summary>
public sealed class LossInput
{
    /// <summary>The network's outputs before its head, N x classes, float32.</summary>
    public required Tensor Logits { get; init; }

    /// <summary>
    /// The targets, N x classes, float32 from 0 to 1: 1 for an image's class or labels, else 0; values in between if images were mixed or labels smoothed.
    /// For a network with a softmax, they add up to 1 for each image.
    /// </summary>
    public required Tensor Targets { get; init; }

    /// <summary>
    /// The only source of random numbers for the loss. Its numbers depend on the seed and the batch's position in the run, so a resumed run continues like an uninterrupted one.
    /// </summary>
    public required Random Random { get; init; }

    /// <summary>The function that the network applies to its logits.</summary>
    public required Head Head { get; init; }

    /// <summary>The weight of each class (<see cref="TrainerOptions.ClassWeights"/>), float32, or null for equal weights.</summary>
    public Tensor? ClassWeights { get; init; }
}
