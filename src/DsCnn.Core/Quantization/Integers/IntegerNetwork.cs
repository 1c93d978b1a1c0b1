namespace DsCnn.Quantization.Integers;

/// <summary>Which parts of a network are computed in integers, and with which numbers (docs/int8.md, "Exact integer arithmetic"): the input of all back ends whose int8 results are equal bit for bit.</summary>
/// <remarks>It defines the numbers. The order of computation, the fusion of operations and the layout in memory are up to the back end, and do not change a bit.</remarks>
internal sealed class IntegerNetwork
{
    private const long LargestProduct = ActivationQuantization.MaxByte * WeightQuantization.MaxByte;

    private readonly WeightNumbers? _numbers;
    private readonly Dictionary<string, ActivationQuantization> _bytes;
    private readonly Dictionary<string, WeightQuantization> _scales;
    private readonly HashSet<Operation> _integer;

    /// <param name="plan">A network without batch norms.</param>
    /// <param name="weights">Its weights, or null if only sizes are needed.</param>
    /// <param name="quantization">What is stored as bytes, or null for nothing.</param>
    /// <param name="wanted">The value to compute, or null for the network's output.</param>
    internal IntegerNetwork(NetworkPlan plan, WeightSet? weights, QuantizationSpec? quantization, PlanValue? wanted = null)
        : this(plan, weights is null ? null : weight => weights[weight.Name].AsFloats(), quantization, wanted)
    {
    }

    /// <param name="plan">A network without batch norms.</param>
    /// <param name="numbers">Returns its weights, or null if only sizes are needed.</param>
    /// <param name="quantization">What is stored as bytes, or null for nothing.</param>
    /// <param name="wanted">The value to compute, or null for the network's output.</param>
    internal IntegerNetwork(NetworkPlan plan, WeightNumbers? numbers, QuantizationSpec? quantization, PlanValue? wanted)
    {
        (Plan, Wanted, _numbers) = (plan, wanted ?? plan.Output, numbers);
        _bytes = quantization?.Activations.ToDictionary(activation => activation.Name) ?? [];
        _scales = quantization?.Weights.ToDictionary(weight => weight.Name) ?? [];
        _integer = [.. plan.Operations.Where(Decide)];
    }

    internal NetworkPlan Plan { get; }

    /// <summary>The value to compute.</summary>
    internal PlanValue Wanted { get; }

    /// <summary>How a value is stored as bytes, or null if it is stored as numbers. A value that is stored as bytes is rounded for all its readers.</summary>
    internal ActivationQuantization? BytesOf(PlanValue value) => _bytes.GetValueOrDefault(value.Name);

    /// <summary>Whether an operation runs on integers: its inputs, its weights and its output are all bytes.</summary>
    internal bool RunsOnIntegers(Operation operation) => _integer.Contains(operation);

    /// <summary>The only operation that reads a value, if it has the given type and is computed at all.</summary>
    internal T? SoleReader<T>(PlanValue value)
        where T : Operation
    {
        if (value.Index >= Wanted.Index)
            return null;
        Operation[] readers = [.. Plan.ReadersOf(value).Take(2)];
        return readers is [T reader] && reader.Output.Index <= Wanted.Index ? reader : null;
    }

    /// <summary>The ReLU between a layer's sums, which are not bytes themselves, and its bytes: the limits of the bytes do the clipping.</summary>
    internal ActivationOperation? ReluOf(WeightedOperation operation) =>
        BytesOf(operation.Output) is null && SoleReader<ActivationOperation>(operation.Output) is { Kind: Activation.Relu or Activation.Relu6 } relu && BytesOf(relu.Output) is not null
            ? relu
            : null;

    /// <summary>How the sums of a layer that runs on integers become bytes, or null if they become numbers.</summary>
    internal SumFactors? FactorsOf(WeightedOperation operation)
    {
        ActivationOperation? relu = ReluOf(operation);
        if (BytesOf(relu?.Output ?? operation.Output) is not { } to)
            return null;
        SumFactors factors = SumFactors.Of(_scales[operation.Weight.Name].Scales.Select(scale => (double)scale), BytesOf(operation.Input)!, to);
        return relu is null ? factors : factors with
        {
            Low = to.ZeroPoint,
            High = relu.Kind == Activation.Relu6 ? (int)Math.Min(byte.MaxValue, to.ZeroPoint + Math.Round(6 / (double)to.Scale)) : byte.MaxValue,
        };
    }

    /// <summary>The size of one step of a sum in each filter, if sums become numbers: input scale x filter scale, in float32.</summary>
    internal float[] SumScalesOf(WeightedOperation operation)
    {
        float input = BytesOf(operation.Input)!.Scale;
        return [.. _scales[operation.Weight.Name].Scales.Select(scale => input * scale)];
    }

    /// <summary>The weights of a layer that runs on integers, in file order; empty without weights.</summary>
    internal sbyte[] WeightsOf(WeightedOperation operation) => WeightsOf(operation, Numbers(operation.Weight));

    /// <inheritdoc cref="WeightsOf(WeightedOperation)"/>
    internal sbyte[] WeightsOf(WeightedOperation operation, ReadOnlySpan<float> weights) => IntegerWeights.Round(weights, _scales[operation.Weight.Name].Scales.AsSpan());

    /// <summary>Its biases, in units of its sums; zeros if it has none.</summary>
    internal int[] BiasOf(WeightedOperation operation)
    {
        ReadOnlySpan<float> scales = _scales[operation.Weight.Name].Scales.AsSpan();
        return operation.Bias is { } known ? IntegerWeights.RoundBias(Numbers(known), scales, BytesOf(operation.Input)!) : new int[scales.Length];
    }

    /// <summary>The weights of a layer that runs on numbers, rounded if they are stored as bytes.</summary>
    internal ReadOnlySpan<float> FloatWeightsOf(WeightedOperation operation) => FloatWeightsOf(operation, Numbers(operation.Weight));

    /// <inheritdoc cref="FloatWeightsOf(WeightedOperation)"/>
    internal ReadOnlySpan<float> FloatWeightsOf(WeightedOperation operation, ReadOnlySpan<float> weights)
    {
        if (weights.IsEmpty || !_scales.TryGetValue(operation.Weight.Name, out WeightQuantization? quantization))
            return weights;
        int length = weights.Length / quantization.Scales.Length;
        float[] rounded = [.. IntegerWeights.Round(weights, quantization.Scales.AsSpan())];
        for (int i = 0; i < rounded.Length; i++)
            rounded[i] *= quantization.Scales[i / length];
        return rounded;
    }

    /// <summary>Its biases; empty if it has none.</summary>
    internal ReadOnlySpan<float> FloatBiasOf(WeightedOperation operation) => operation.Bias is { } known ? Numbers(known) : [];

    /// <summary>How the sums of an average become bytes, or null for a maximum, whose output has the same bytes as its input.</summary>
    internal SumFactors? FactorsOf(PoolOperation pool) => AverageFactors(pool.Kind, pool, pool.Kernel * pool.Kernel);

    /// <inheritdoc cref="FactorsOf(PoolOperation)"/>
    internal SumFactors? FactorsOf(GlobalPoolOperation pool) => AverageFactors(pool.Kind, pool, (double)pool.Inputs[0].Shape.Height * pool.Inputs[0].Shape.Width);

    internal ScaleFactors FactorsOf(ScaleOperation scale) => ScaleFactors.Of(BytesOf(scale.Features)!, BytesOf(scale.Gate)!, BytesOf(scale.Output)!);

    internal ByteAddition AdditionOf(AddOperation add) => ByteAddition.Of(BytesOf(add.Residual)!, BytesOf(add.Shortcut)!, BytesOf(add.Output)!);

    /// <summary>An activation from bytes to bytes.</summary>
    internal byte[] TableOf(ActivationOperation activation) =>
        ActivationTable.Bytes(activation, GateOf(activation), BytesOf(activation.Inputs[0])!, BytesOf(activation.Output)!);

    /// <summary>An activation from bytes to numbers.</summary>
    internal float[] NumberTableOf(ActivationOperation activation) => ActivationTable.Numbers(activation, GateOf(activation), BytesOf(activation.Inputs[0])!);

    private SumFactors? AverageFactors(PoolKind kind, Operation pool, double pixels) =>
        kind == PoolKind.Average ? SumFactors.Of([1.0 / pixels], BytesOf(pool.Inputs[0])!, BytesOf(pool.Output)!) : null;

    /// <summary>How the gate inside a Swish is rounded, or null if it is not.</summary>
    private ActivationQuantization? GateOf(ActivationOperation activation) => activation.Gate is { } name ? _bytes.GetValueOrDefault(name) : null;

    private bool Decide(Operation operation) => operation switch
    {
        WeightedOperation w => BytesOf(w.Input) is { } from && _scales.TryGetValue(w.Weight.Name, out WeightQuantization? scales) && Fits(w, from, scales),
        ActivationOperation a => BytesOf(a.Inputs[0]) is not null,
        PoolOperation p => IsPooledInBytes(p.Kind, p, p.Kernel * p.Kernel),
        GlobalPoolOperation p => IsPooledInBytes(p.Kind, p, (long)p.Inputs[0].Shape.Height * p.Inputs[0].Shape.Width),
        ScaleOperation or AddOperation => operation.Inputs.Append(operation.Output).All(value => BytesOf(value) is not null),
        _ => false,
    };

    private bool IsPooledInBytes(PoolKind kind, Operation pool, long pixels) =>
        BytesOf(pool.Inputs[0]) is { } from && BytesOf(pool.Output) is { } to
        && (kind == PoolKind.Average ? pixels * byte.MaxValue < int.MaxValue : from.Scale == to.Scale && from.ZeroPoint == to.ZeroPoint);

    /// <summary>Whether no sum can overflow 32 bits.</summary>
    private bool Fits(WeightedOperation operation, ActivationQuantization from, WeightQuantization scales)
    {
        double largestBias = 0;
        if (operation.Bias is { } bias)
        {
            ReadOnlySpan<float> values = Numbers(bias);
            for (int filter = 0; filter < values.Length; filter++)
                largestBias = Math.Max(largestBias, Math.Abs(values[filter] / ((double)from.Scale * scales.Scales[filter])));
        }

        long filterLength = operation.Weight.Elements / operation.Weight.Dimensions[0];
        return (filterLength * LargestProduct) + largestBias < int.MaxValue;
    }

    private ReadOnlySpan<float> Numbers(WeightShape weight) => _numbers is null ? [] : _numbers(weight);
}

/// <summary>Returns the numbers of a tensor, last dimension fastest.</summary>
internal delegate ReadOnlySpan<float> WeightNumbers(WeightShape weight);
