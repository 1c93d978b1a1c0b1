using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Data;

/// <summary>Images and their labels, lent by a <see cref="BatchLoader"/> until its next batch is requested.</summary>
internal sealed class Batch : IDisposable
{
    /// <summary>N x C x H x W, float32, normalized; on a CPU with the channels innermost in memory.</summary>
    internal required Tensor Images { get; init; }

    /// <summary>N, int64: the images' classes, or null if they may have any number of labels.</summary>
    internal required Tensor? Labels { get; init; }

    /// <summary>N x the source's classes, float32: 1 for each label that an image has, else 0; null if images have one class each.</summary>
    internal required Tensor? Targets { get; init; }

    /// <summary>N, int64: the classes of the images that were mixed in, or null without mixing.</summary>
    internal required Tensor? MixedLabels { get; init; }

    /// <summary>The weight of an image's own labels; the rest is that of the image mixed in, the next one in the batch (for the last image, the first). 1 without mixing.</summary>
    internal required double MixWeight { get; init; }

    /// <summary>The number of images, N.</summary>
    internal required int Count { get; init; }

    public void Dispose()
    {
        Images.Dispose();
        Labels?.Dispose();
        Targets?.Dispose();
        MixedLabels?.Dispose();
    }

    /// <summary>The targets, for a network with the given number of outputs, of the images before mixing, N x outputs, float32: 1 for a class or label, else 0.</summary>
    internal Tensor OwnTargets(int outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor targets = Targets is null ? nn.functional.one_hot(Labels!, outputs).to(ScalarType.Float32) : Targets.alias();
        long missing = outputs - targets.shape[1];
        return (missing == 0 ? targets : cat([targets, zeros(Count, missing, device: targets.device)], 1)).MoveToOuterDisposeScope();
    }

    /// <summary>The targets, for a network with the given number of outputs, of the images after mixing.</summary>
    internal Tensor MixedTargets(int outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor own = OwnTargets(outputs);
        return (MixWeight == 1 ? own : (own * MixWeight) + (own.roll(-1, 0) * (1 - MixWeight))).MoveToOuterDisposeScope();
    }

    /// <summary>How many images a network predicts correctly: their class, or all of their labels with a threshold of 0.5.</summary>
    internal long CountCorrect(Tensor logits)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor right = Labels is null ? logits.gt(0).eq(OwnTargets((int)logits.shape[1]).gt(0)).all(1) : logits.argmax(1).eq(Labels);
        return right.sum().item<long>();
    }
}
