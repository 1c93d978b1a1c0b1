using System.Runtime.InteropServices;

namespace DsCnn.Inference;

/// <summary>Turns the plan of a network into stages: decides what is computed in bytes, which operations become one, and how each map lies in memory.</summary>
internal sealed class Compilation
{
    /// <summary>A sum of so many products of a byte and a signed byte, and a bias, is a whole number that float32 holds.</summary>
    private const int MostExactTaps = (1 << 24) / (ActivationQuantization.MaxByte * WeightQuantization.MaxByte);

    /// <summary>Numbers of a map, with those that fill up pixels: offsets within it fit in 32 bits, with room for rows of padding.</summary>
    private const long LargestMap = 1 << 28;

    private const long LargestProduct = ActivationQuantization.MaxByte * WeightQuantization.MaxByte;

    private readonly NetworkPlan _plan;
    private readonly NetworkWeights? _weights;
    private readonly KernelSet _kernels;
    private readonly PlanValue _wanted;
    private readonly Dictionary<string, ActivationQuantization> _bytes;
    private readonly Dictionary<string, WeightQuantization> _scales;
    private readonly Dictionary<(int Value, MapFormat Format), Map> _maps = [];
    private readonly Dictionary<int, (Map Features, GateFactors Gate)> _gated = [];
    private readonly HashSet<Operation> _done = [];
    private readonly HashSet<Operation> _integer;
    private readonly List<Stage> _stages = [];
    private readonly Dictionary<Map, DepthwiseStage> _depthwise = [];

    private Compilation(NetworkPlan plan, NetworkWeights? weights, QuantizationSpec? quantization, PlanValue wanted, KernelSet kernels)
    {
        (_plan, _weights, _wanted, _kernels) = (plan, weights, wanted, kernels);
        _bytes = quantization?.Activations.ToDictionary(activation => activation.Name) ?? [];
        _scales = quantization?.Weights.ToDictionary(weight => weight.Name) ?? [];
        _integer = [.. _plan.Operations.Where(RunsOnIntegers)];
    }

    /// <summary>The stages in order, what the first reads and what the last gives.</summary>
    /// <param name="plan">A network without batch norms.</param>
    /// <param name="weights">Its weights, or null where only sizes are of interest.</param>
    /// <param name="quantization">What of it is kept as bytes, or null for nothing.</param>
    /// <param name="wanted">The value that the last stage gives.</param>
    /// <param name="kernels">What it runs on.</param>
    internal static (IReadOnlyList<Stage> Stages, Map Input, Map Output) Compile(
        NetworkPlan plan, NetworkWeights? weights, QuantizationSpec? quantization, PlanValue wanted, KernelSet kernels) =>
        new Compilation(plan, weights, quantization, wanted, kernels).Compile();

    private (IReadOnlyList<Stage> Stages, Map Input, Map Output) Compile()
    {
        Map input = Add(_plan.Input, BytesOf(_plan.Input) is not null ? MapFormat.Byte : MapFormat.Float);
        foreach (Operation operation in _plan.Operations.TakeWhile(operation => operation.Output.Index <= _wanted.Index))
        {
            if (!_done.Contains(operation))
                Lower(operation);
        }

        return (_stages, input, Get(_wanted, MapFormat.Float));
    }

    private void Lower(Operation operation)
    {
        switch (operation)
        {
            case WeightedOperation weighted:
                LowerWeighted(weighted);
                break;
            case ActivationOperation activation:
                LowerActivation(activation);
                break;
            case PoolOperation pool:
                LowerPool(pool);
                break;
            case GlobalPoolOperation pool:
                LowerGlobalPool(pool);
                break;
            case ScaleOperation scale:
                LowerScale(scale);
                break;
            case AddOperation add:
                LowerAdd(add);
                break;
            case HeadOperation head:
                _stages.Add(new HeadStage(head.Kind, Get(head.Inputs[0], MapFormat.Float), Add(head.Output, MapFormat.Float)));
                break;
            default:
                throw new NotSupportedException($"There is no way to run a {operation.GetType().Name}.");
        }
    }

    private void LowerWeighted(WeightedOperation operation)
    {
        bool isDepthwise = IsDepthwise(operation);
        GateFactors? gate = null;
        Map input;
        if (_gated.TryGetValue(operation.Input.Index, out (Map Features, GateFactors Gate) gated))
            (input, gate) = gated;
        else
            input = Get(operation.Input, FormatFor(operation));
        if (_integer.Contains(operation))
            LowerIntegers(operation, isDepthwise, input, gate);
        else
            LowerFloats(operation, isDepthwise, input, gate);
    }

    private void LowerFloats(WeightedOperation operation, bool isDepthwise, Map input, GateFactors? gate)
    {
        PlanValue value = operation.Output;
        ActivationOperation? activation = BytesOf(value) is null ? SoleReader<ActivationOperation>(value) : null;
        if (activation is not null)
            value = Absorb(activation);
        Map? residual = isDepthwise || BytesOf(value) is not null ? null : AbsorbAdd(ref value, MapFormat.Float);
        var finish = new ConvolutionFinish
        {
            Activation = activation?.Kind ?? Activation.None,
            Beta = (float)(activation?.SwishBeta ?? 1),
            Residual = residual,
            Gate = gate,
        };

        Map output = Add(value, MapFormat.Float);
        float[] bias = operation.Bias is { } known ? Numbers(known) : [];
        if (isDepthwise)
        {
            ReadOnlySpan<float> weights = RoundedWeights(operation, Numbers(operation.Weight));
            AddDepthwise(new DepthwiseFilters((ConvolutionOperation)operation, weights, MemoryMarshal.Cast<float, int>(bias), output.Stride), finish, input, output);
            return;
        }

        ConvolutionShape shape = ConvolutionShape.Of(operation);
        AddConvolution(shape, finish, Packed(operation, weights => PackedFilters.OfFloats(shape, RoundedWeights(operation, weights), bias, input, output, _kernels)), input, output);
    }

    private void LowerIntegers(WeightedOperation operation, bool isDepthwise, Map input, GateFactors? gate)
    {
        ActivationQuantization from = gate is null ? input.Quantization! : _bytes[operation.Input.Name];
        float[] scales = [.. _scales[operation.Weight.Name].Scales];
        PlanValue value = operation.Output;
        ActivationOperation? activation = SoleReader<ActivationOperation>(value);
        var finish = new ConvolutionFinish { Gate = gate };
        ActivationQuantization? to = BytesOf(value);
        (int low, int high) = (0, (int)byte.MaxValue);
        if (activation is not null && to is not null)
        {
            if (BytesOf(activation.Output) is { } activated && !AllReadersWant(activation.Output, MapFormat.Centered))
            {
                finish = finish with { Table = ConstantBlock.Of(ActivationTable.Bytes(activation, GateOf(activation), to, activated)) };
                value = Absorb(activation);
            }
        }
        else if (activation is { Kind: Activation.Relu or Activation.Relu6 } && BytesOf(activation.Output) is { } held)
        {
            to = held;
            low = held.ZeroPoint;
            high = activation.Kind == Activation.Relu6 ? (int)Math.Min(byte.MaxValue, held.ZeroPoint + Math.Round(6 / (double)held.Scale)) : byte.MaxValue;
            value = Absorb(activation);
        }
        else if (activation is not null)
        {
            finish = finish with { Activation = activation.Kind, Beta = (float)activation.SwishBeta };
            value = Absorb(activation);
        }

        ConvolutionShape shape = ConvolutionShape.Of(operation);
        int[] bias = operation.Bias is { } known ? IntegerWeights.RoundBias(Numbers(known), scales, from) : new int[shape.Filters];
        MapFormat format = to is null ? MapFormat.Float : MapFormat.Byte;
        if (finish.Table is null && !isDepthwise && to is not null && AllReadersWant(value, MapFormat.Centered))
            format = MapFormat.Centered;
        if (finish.Table is null && !isDepthwise && format != MapFormat.Centered)
        {
            ActivationQuantization? own = to;
            if (AbsorbAdd(ref value, format) is { } residual)
            {
                finish = finish with
                {
                    Residual = residual,
                    Addition = own is null ? default : ByteAddition.Of(residual.Quantization!, own, BytesOf(value)!),
                };
            }
        }

        if (isDepthwise)
        {
            LowerIntegerDepthwise((ConvolutionOperation)operation, IntegerWeights.Round(Numbers(operation.Weight), scales), bias, scales, from, to, low, high, finish, input, value);
            return;
        }

        // Multipliers are padded as the panels are, so the filters are packed first.
        Map output = Add(value, format);
        PackedFilters filters = Packed(operation, numbers =>
        {
            sbyte[] weights = IntegerWeights.Round(numbers, scales);
            return PackedFilters.OfBytes(shape, weights, IntegerWeights.ShiftBias(bias, weights, from.ZeroPoint - _kernels.InputOffset), input, output, _kernels);
        });
        finish = to is null
            ? finish with { Scales = ConstantBlock.Of(filters.Arrange<float>([.. scales.Select(scale => from.Scale * scale)])) }
            : finish with { Requantization = Requantize([.. scales], from, to, low, high, multipliers => filters.Arrange<int>(multipliers)) };
        AddConvolution(shape, finish, filters, input, output);
    }

    private void LowerIntegerDepthwise(
        ConvolutionOperation operation, sbyte[] weights, int[] bias, float[] scales, ActivationQuantization from, ActivationQuantization? to, int low, int high, ConvolutionFinish finish, Map input, PlanValue value)
    {
        float[] whole = [.. weights.Select(weight => (float)weight)];
        Map output = Add(value, to is null ? MapFormat.Float : MapFormat.Byte);
        if (to is not null)
        {
            finish = finish with { Requantization = Requantize([.. scales], from, to, low, high, multipliers => Filled(multipliers, output.Stride)) };
            AddDepthwise(new DepthwiseFilters(operation, whole, bias, output.Stride), finish, input, output);
            return;
        }

        // Numbers: the scales go into the weights.
        int taps = operation.Kernel * operation.Kernel;
        float[] scaled = [.. whole.Select((weight, i) => weight * (from.Scale * scales[i / taps]))];
        int[] bits = [.. bias.Select((sum, i) => BitConverter.SingleToInt32Bits(sum * (from.Scale * scales[i])))];
        AddDepthwise(new DepthwiseFilters(operation, scaled, bits, output.Stride), finish, input, output);
    }

    private void LowerActivation(ActivationOperation activation)
    {
        PlanValue source = activation.Inputs[0];
        if (!_integer.Contains(activation))
        {
            _stages.Add(new ActivationStage(_kernels, activation, Get(source, MapFormat.Float), Add(activation.Output, MapFormat.Float)));
            return;
        }

        ActivationQuantization from = BytesOf(source)!;
        Map input = Get(source, MapFormat.Byte);
        if (BytesOf(activation.Output) is not { } to)
        {
            _stages.Add(new TableStage(ConstantBlock.Of(ActivationTable.Numbers(activation, GateOf(activation), from)), input, Add(activation.Output, MapFormat.Float)));
            return;
        }

        bool isCentered = AllReadersWant(activation.Output, MapFormat.Centered);
        _stages.Add(isCentered
            ? new TableStage(ConstantBlock.Of(ActivationTable.Centered(activation, GateOf(activation), from, to)), input, Add(activation.Output, MapFormat.Centered))
            : new TableStage(ConstantBlock.Of(ActivationTable.Bytes(activation, GateOf(activation), from, to)), input, Add(activation.Output, MapFormat.Byte)));
    }

    private void LowerPool(PoolOperation pool)
    {
        MapFormat format = _integer.Contains(pool) ? MapFormat.Byte : MapFormat.Float;
        Map input = Get(pool.Inputs[0], format);
        Requantization? requantization = format == MapFormat.Byte && pool.Kind == PoolKind.Average
            ? Requantize([1.0 / (pool.Kernel * pool.Kernel)], input.Quantization!, BytesOf(pool.Output)!)
            : null;
        _stages.Add(new PoolStage(_kernels, pool, requantization, input, Add(pool.Output, format)));
    }

    private void LowerGlobalPool(GlobalPoolOperation pool)
    {
        MapFormat format = _integer.Contains(pool) ? MapFormat.Byte : MapFormat.Float;
        Map input = Get(pool.Inputs[0], format);
        DepthwiseStage? summed = pool.Kind == PoolKind.Average && _depthwise.TryGetValue(input, out DepthwiseStage? depthwise) ? depthwise : null;
        if (summed is not null)
            summed.HasRowSums = true;
        Requantization? requantization = format == MapFormat.Byte && pool.Kind == PoolKind.Average
            ? Requantize([1.0 / ((double)input.Height * input.Width)], input.Quantization!, BytesOf(pool.Output)!)
            : null;
        _stages.Add(new GlobalPoolStage(_kernels, pool.Kind, summed, requantization, input, Add(pool.Output, format)));
    }

    private void LowerScale(ScaleOperation scale)
    {
        bool isInteger = _integer.Contains(scale);
        MapFormat format = isInteger ? MapFormat.Byte : MapFormat.Float;
        Map features = Get(scale.Features, format), gate = Get(scale.Gate, format);
        GateFactors factors = isInteger
            ? GateFactors.OfBytes(gate, features.Quantization!, gate.Quantization!, BytesOf(scale.Output)!)
            : GateFactors.OfFloats(gate);
        ConvolutionOperation? next = SoleReader<ConvolutionOperation>(scale.Output);
        if (next is { Kernel: 1, Groups: 1 } && !IsDepthwise(next) && _integer.Contains(next) == isInteger && (isInteger || BytesOf(scale.Output) is null))
            _gated[scale.Output.Index] = (features, factors);
        else
            _stages.Add(new GateStage(_kernels, factors, features, Add(scale.Output, format)));
    }

    private void LowerAdd(AddOperation add)
    {
        bool isInteger = _integer.Contains(add);
        MapFormat format = isInteger ? MapFormat.Byte : MapFormat.Float;
        Map shortcut = Get(add.Shortcut, format), residual = Get(add.Residual, format);
        ByteAddition addition = isInteger ? ByteAddition.Of(residual.Quantization!, shortcut.Quantization!, BytesOf(add.Output)!) : default;
        _stages.Add(new AddStage(_kernels, residual, shortcut, addition, Add(add.Output, format)));
    }

    private void AddConvolution(ConvolutionShape shape, ConvolutionFinish finish, PackedFilters filters, Map input, Map output) =>
        _stages.Add(new ConvolutionStage(_kernels, shape, finish, filters, input, output));

    private void AddDepthwise(DepthwiseFilters filters, ConvolutionFinish finish, Map input, Map output)
    {
        var stage = new DepthwiseStage(_kernels, filters, finish, input, output);
        _stages.Add(stage);
        _depthwise[output] = stage;
    }

    /// <summary>Whether an operation runs on whole numbers: what it reads, multiplies by and gives are all bytes.</summary>
    private bool RunsOnIntegers(Operation operation) => operation switch
    {
        WeightedOperation w => BytesOf(w.Input) is { } from && _scales.TryGetValue(w.Weight.Name, out WeightQuantization? scales) && Fits(w, from, scales),
        ActivationOperation a => BytesOf(a.Inputs[0]) is not null,
        PoolOperation p => IsPooledInBytes(p.Kind, p.Inputs[0], p.Output, p.Kernel * p.Kernel),
        GlobalPoolOperation p => IsPooledInBytes(p.Kind, p.Inputs[0], p.Output, (long)p.Inputs[0].Shape.Height * p.Inputs[0].Shape.Width),
        ScaleOperation or AddOperation => operation.Inputs.Append(operation.Output).All(value => BytesOf(value) is not null),
        _ => false,
    };

    private bool IsPooledInBytes(PoolKind kind, PlanValue input, PlanValue output, long pixels) =>
        BytesOf(input) is { } from && BytesOf(output) is { } to
        && (kind == PoolKind.Average ? pixels * byte.MaxValue < int.MaxValue : from.Scale == to.Scale && from.ZeroPoint == to.ZeroPoint);

    /// <summary>Whether no sum can leave 32 bits.</summary>
    private bool Fits(WeightedOperation operation, ActivationQuantization from, WeightQuantization scales)
    {
        ConvolutionShape shape = ConvolutionShape.Of(operation);
        double largestBias = 0;
        if (operation.Bias is { } bias)
        {
            ReadOnlySpan<float> values = Numbers(bias);
            for (int filter = 0; filter < values.Length; filter++)
                largestBias = Math.Max(largestBias, Math.Abs(values[filter] / ((double)from.Scale * scales.Scales[filter])));
        }

        return (shape.FilterLength * LargestProduct) + largestBias < int.MaxValue;
    }

    /// <summary>Whether each filter sees the channel of its own number, in a kernel that is there for it.</summary>
    private static bool IsDepthwise(WeightedOperation operation) =>
        operation is ConvolutionOperation { Groups: > 1 } c && c.Groups == c.InChannels && c.Filters == c.InChannels && c.Kernel * c.Kernel <= MostExactTaps;

    /// <summary>What an operation reads its input as.</summary>
    private MapFormat FormatFor(Operation reader) =>
        !_integer.Contains(reader) ? MapFormat.Float
        : reader is WeightedOperation weighted && IsDepthwise(weighted) ? MapFormat.Centered
        : MapFormat.Byte;

    private bool AllReadersWant(PlanValue value, MapFormat format) =>
        value != _wanted && _plan.ReadersOf(value).Any() && _plan.ReadersOf(value).All(reader => FormatFor(reader) == format);

    private T? SoleReader<T>(PlanValue value)
        where T : Operation
    {
        if (value.Index >= _wanted.Index)
            return null;
        Operation[] readers = [.. _plan.ReadersOf(value).Take(2)];
        return readers is [T reader] && reader.Output.Index <= _wanted.Index ? reader : null;
    }

    private PlanValue Absorb(Operation operation)
    {
        _done.Add(operation);
        return operation.Output;
    }

    /// <summary>Takes in an addition that reads a value and one that is there already.</summary>
    private Map? AbsorbAdd(ref PlanValue value, MapFormat format)
    {
        PlanValue own = value;
        if (SoleReader<AddOperation>(own) is not { } add || _integer.Contains(add) != (format == MapFormat.Byte))
            return null;
        PlanValue other = add.Inputs.First(input => input != own);
        if (other.Index > own.Index || !_maps.Keys.Any(key => key.Value == other.Index) || (format == MapFormat.Float && BytesOf(own) is not null))
            return null;
        Map residual = Get(other, format);
        value = Absorb(add);
        return residual;
    }

    /// <summary>How the gate inside a Swish is rounded, or null where it is not.</summary>
    private ActivationQuantization? GateOf(ActivationOperation activation) => activation.Gate is { } name ? _bytes.GetValueOrDefault(name) : null;

    private ActivationQuantization? BytesOf(PlanValue value) => _bytes.GetValueOrDefault(value.Name);

    /// <summary>The map of a value in a format, which is converted where it is not there.</summary>
    private Map Get(PlanValue value, MapFormat format)
    {
        // A value that is kept as bytes is rounded for everybody who reads it.
        if (format == MapFormat.Float && BytesOf(value) is not null)
        {
            if (_maps.TryGetValue((~value.Index, format), out Map? rounded))
                return rounded;
            Map bytes = Get(value, MapFormat.Byte);
            rounded = new Map(value, format, bytes.Stride, bytes.Quantization);
            _maps[(~value.Index, format)] = rounded;
            _stages.Add(new DequantizeStage(_kernels, bytes, rounded));
            return rounded;
        }

        if (_maps.TryGetValue((value.Index, format), out Map? map))
            return map;
        switch (format)
        {
            case MapFormat.Byte:
                Map numbers = _maps[(value.Index, MapFormat.Float)];
                map = Add(value, format);
                _stages.Add(new QuantizeStage(numbers, map));
                return map;
            case MapFormat.Centered:
                Map source = Get(value, MapFormat.Byte);
                map = Add(value, format);
                _stages.Add(new DequantizeStage(_kernels, source, map));
                return map;
            default:
                throw new InvalidOperationException($"{value.Name} has not been computed.");
        }
    }

    private Map Add(PlanValue value, MapFormat format)
    {
        // Images that only convolutions read, which bring pixels together themselves, need not be filled up.
        bool isPlain = value.Index == 0 && value != _wanted && _plan.ReadersOf(value).All(reader => reader is WeightedOperation w && !IsDepthwise(w) && FormatFor(reader) == format);
        int stride = isPlain ? value.Shape.Channels : RoundUp(value.Shape.Channels, _kernels.Width);
        var map = new Map(value, format, stride, BytesOf(value));
        if ((long)map.Height * map.Width * stride > LargestMap)
            throw new NotSupportedException($"its value {value.Name} of {value.Shape} is too large for this engine: a map has at most {LargestMap:N0} numbers.");
        _maps[(value.Index, format)] = map;
        return map;
    }

    private static int RoundUp(int count, int multiple) => checked(count + multiple - 1) / multiple * multiple;

    private static int[] Filled(int[] values, int length)
    {
        int[] filled = new int[length];
        values.CopyTo(filled, 0);
        return filled;
    }

    private static Requantization Requantize(
        double[] scales, ActivationQuantization from, ActivationQuantization to, int low = 0, int high = byte.MaxValue, Func<int[], int[]>? arrange = null) =>
        Requantization.Of([.. scales.Select(scale => from.Scale * scale / to.Scale)], arrange).With(to, low, high);

    private float[] Numbers(WeightShape weight) => _weights?.Numbers(weight) ?? [];

    /// <summary>The filters of an operation as the kernel reads them: the same ones in every compilation of the network.</summary>
    private PackedFilters Packed(WeightedOperation operation, PackFilters pack) =>
        _weights is null ? pack([]) : _weights.Packed(operation.Weight, pack);

    /// <summary>The weights as they are rounded where they are kept as bytes.</summary>
    private ReadOnlySpan<float> RoundedWeights(WeightedOperation operation, ReadOnlySpan<float> weights)
    {
        if (weights.IsEmpty || !_scales.TryGetValue(operation.Weight.Name, out WeightQuantization? quantization))
            return weights;
        int length = weights.Length / quantization.Scales.Length;
        float[] rounded = [.. IntegerWeights.Round(weights, quantization.Scales.AsSpan())];
        for (int i = 0; i < rounded.Length; i++)
            rounded[i] *= quantization.Scales[i / length];
        return rounded;
    }
}
