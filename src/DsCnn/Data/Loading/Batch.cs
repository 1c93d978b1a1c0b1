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

    /// <summary>N x the source's classes, float32: the labels of the images that were mixed in, where the last one is another rank's; else null.</summary>
    internal Tensor? MixedTargets { get; init; }

    /// <summary>The weight of an image's own labels; the rest is that of the image that was mixed in, the next in the batch, of the last the first. 1 without mixing.</summary>
    internal required double MixWeight { get; init; }

    /// <summary>The number of images, N.</summary>
    internal required int Count { get; init; }

    /// <summary>Which part this is of a batch that ranks share.</summary>
    internal BatchPart Part { get; init; }

    /// <summary>The weight of all images of the whole batch, where classes have weights and ranks share it; else null.</summary>
    internal double? WholeWeight { get; init; }

    /// <summary>The part of the whole batch's images that are here; 1 without other ranks.</summary>
    internal double Share => (double)Count / Part.WholeOf(Count);

    public void Dispose()
    {
        Images.Dispose();
        Labels?.Dispose();
        Targets?.Dispose();
        MixedLabels?.Dispose();
        MixedTargets?.Dispose();
    }

    /// <summary>The targets, for a network with the given number of outputs, of the images before mixing, N x outputs, float32: 1 for a class or label, else 0.</summary>
    internal Tensor OwnTargets(int outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        return TargetsOf(Labels, Targets, outputs).MoveToOuterDisposeScope();
    }

    /// <summary>What a network with so many outputs should say of the images as they are.</summary>
    internal Tensor TargetsOfMix(int outputs)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor own = OwnTargets(outputs);
        if (MixWeight == 1)
            return own.MoveToOuterDisposeScope();
        Tensor partners = MixedLabels is null && MixedTargets is null ? own.roll(-1, 0) : TargetsOf(MixedLabels, MixedTargets, outputs);
        return ((own * MixWeight) + (partners * (1 - MixWeight))).MoveToOuterDisposeScope();
    }

    /// <summary>How many images a network predicts correctly: their class, or all of their labels with a threshold of 0.5.</summary>
    internal long CountCorrect(Tensor logits)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor right = Labels is null ? logits.gt(0).eq(OwnTargets((int)logits.shape[1]).gt(0)).all(1) : logits.argmax(1).eq(Labels);
        return right.sum().item<long>();
    }

    private Tensor TargetsOf(Tensor? labels, Tensor? targets, int outputs)
    {
        Tensor given = targets is null ? nn.functional.one_hot(labels!, outputs).to(ScalarType.Float32) : targets.alias();
        long missing = outputs - given.shape[1];
        return missing == 0 ? given : cat([given, zeros(Count, missing, device: given.device)], 1);
    }
}
