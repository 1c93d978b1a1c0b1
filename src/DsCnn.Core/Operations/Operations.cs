using System.Collections.Immutable;

namespace DsCnn.Plan;

/// <summary>A fully connected layer: y = weight x + bias. A map is flattened: channel by channel, row by row.</summary>
public sealed class LinearOperation : WeightedOperation
{
    internal LinearOperation(int layer, string name, PlanValue output, PlanValue input)
        : base(layer, name, [output.Shape.Channels, input.Shape.Elements], bias: true, output, input)
    {
    }

    /// <summary>The number of inputs: channels x rows x columns.</summary>
    public int InFeatures => Weight.Dimensions[1];

    /// <summary>The number of outputs.</summary>
    public int Units => Weight.Dimensions[0];

    /// <inheritdoc/>
    public override long Macs => (long)InFeatures * Units;
}

/// <summary>A batch norm with its running statistics, channel by channel: y = gamma (x - mean) / sqrt(variance + epsilon) + beta. It always follows a convolution that nothing else reads.</summary>
public sealed class BatchNormOperation : Operation
{
    internal BatchNormOperation(int layer, string name, double epsilon, PlanValue output, PlanValue input)
        : base(layer, output, input)
    {
        Name = name;
        Epsilon = epsilon;
        Gamma = Of("weight", WeightRole.Scale);
        Beta = Of("bias", WeightRole.Shift);
        RunningMean = Of("running_mean", WeightRole.RunningMean);
        RunningVariance = Of("running_var", WeightRole.RunningVariance);
        Weights = [Gamma, Beta, RunningMean, RunningVariance];

        WeightShape Of(string part, WeightRole role) => new($"{name}.{part}", [output.Shape.Channels], role);
    }

    /// <summary>The prefix of its tensors' names, such as <c>layers.0.bn_1</c>.</summary>
    public string Name { get; }

    /// <summary>The constant added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>gamma, one number per channel.</summary>
    public WeightShape Gamma { get; }

    /// <summary>beta, one number per channel.</summary>
    public WeightShape Beta { get; }

    /// <summary>The running mean, one number per channel.</summary>
    public WeightShape RunningMean { get; }

    /// <summary>The running variance, one number per channel.</summary>
    public WeightShape RunningVariance { get; }

    /// <inheritdoc/>
    public override ImmutableArray<WeightShape> Weights { get; }

    /// <inheritdoc/>
    public override bool WorksInPlace => true;
}

/// <summary>An activation, element by element; its kind is never <see cref="Activation.None"/>.</summary>
public sealed class ActivationOperation : Operation
{
    internal ActivationOperation(int layer, Activation kind, double swishBeta, string? gate, PlanValue output, PlanValue input)
        : base(layer, output, input) => (Kind, SwishBeta, Gate) = (kind, swishBeta, gate);

    /// <summary>The function.</summary>
    public Activation Kind { get; }

    /// <summary>beta of a Swish, x * sigmoid(beta x); 1 for every other kind.</summary>
    public double SwishBeta { get; }

    /// <summary>The name that a <see cref="QuantizationSpec"/> uses for the sigmoid by which Swish multiplies its input, or null for other activations.</summary>
    public string? Gate { get; }

    /// <inheritdoc/>
    public override bool WorksInPlace => true;
}

/// <summary>How a pool reduces a window to one number.</summary>
public enum PoolKind
{
    /// <summary>The mean.</summary>
    Average,

    /// <summary>The maximum.</summary>
    Max,
}

/// <summary>Pooling without padding: C x H x W to C x H' x W', H' = floor((H - kernel) / stride) + 1.</summary>
public sealed class PoolOperation : Operation
{
    internal PoolOperation(int layer, PoolKind kind, int kernel, int stride, PlanValue output, PlanValue input)
        : base(layer, output, input)
    {
        Kind = kind;
        Kernel = kernel;
        Stride = stride;
    }

    /// <summary>How each window is reduced.</summary>
    public PoolKind Kind { get; }

    /// <summary>Rows and columns of the window.</summary>
    public int Kernel { get; }

    /// <summary>The step of the window, in both directions.</summary>
    public override int Stride { get; }
}

/// <summary>Pooling over the whole map: C x H x W to C x 1 x 1.</summary>
public sealed class GlobalPoolOperation : Operation
{
    internal GlobalPoolOperation(int layer, PoolKind kind, PlanValue output, PlanValue input)
        : base(layer, output, input) => Kind = kind;

    /// <summary>How each channel is reduced.</summary>
    public PoolKind Kind { get; }
}

/// <summary>Features C x H x W times their SE gate C x 1 x 1, channel by channel.</summary>
public sealed class ScaleOperation : Operation
{
    internal ScaleOperation(int layer, PlanValue output, PlanValue features, PlanValue gate)
        : base(layer, output, features, gate)
    {
    }

    /// <summary>The features to scale: the first input.</summary>
    public PlanValue Features => Inputs[0];

    /// <summary>The factors, one per channel: the second input.</summary>
    public PlanValue Gate => Inputs[1];

    /// <inheritdoc/>
    public override bool WorksInPlace => true;
}

/// <summary>A residual connection: the elementwise sum of two values of the same shape.</summary>
public sealed class AddOperation : Operation
{
    internal AddOperation(int layer, PlanValue output, PlanValue shortcut, PlanValue residual)
        : base(layer, output, shortcut, residual)
    {
    }

    /// <summary>The input of the block: the first input.</summary>
    public PlanValue Shortcut => Inputs[0];

    /// <summary>The result of the block's other operations: the second input.</summary>
    public PlanValue Residual => Inputs[1];

    /// <inheritdoc/>
    public override bool WorksInPlace => true;
}

/// <summary>Turns logits into probabilities, a vector or a map C x 1 x 1 to a vector: the softmax over all, or the sigmoid of each. Only at the end of a network.</summary>
public sealed class HeadOperation : Operation
{
    internal HeadOperation(int layer, Head kind, PlanValue output, PlanValue input)
        : base(layer, output, input) => Kind = kind;

    /// <summary>Which kind of probabilities.</summary>
    public Head Kind { get; }

    /// <inheritdoc/>
    public override bool WorksInPlace => true;
}
