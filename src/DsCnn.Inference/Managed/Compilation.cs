using System.Runtime.InteropServices;

namespace DsCnn.Inference;

/// <summary>Compiles the plan of a network to stages: decides what is computed in bytes, which operations are fused, and the layout of each map in memory.</summary>
internal sealed class Compilation
{
    /// <summary>A sum of this many products of a byte and a signed byte, plus a bias, is an integer that float32 represents exactly.</summary>
    private const int MostExactTaps = (1 << 24) / (ActivationQuantization.MaxByte * WeightQuantization.MaxByte);

    /// <summary>The maximum number of elements of a map, including padding: offsets fit into 32 bits, with room for rows of padding.</summary>
    private const long LargestMap = 1 << 28;

    private readonly NetworkPlan _plan;
    private readonly NetworkWeights? _weights;
    private readonly KernelSet _kernels;
    private readonly PlanValue _wanted;

    /// <summary>Which parts are computed in integers, and with which numbers.</summary>
    private readonly IntegerNetwork _integers;

    private readonly Dictionary<(int Value, MapFormat Format), Map> _maps = [];
    private readonly Dictionary<int, (Map Features, GateFactors Gate)> _gated = [];
    private readonly HashSet<Operation> _done = [];
    private readonly List<Stage> _stages = [];
    private readonly Dictionary<Map, DepthwiseStage> _depthwise = [];

    private Compilation(IntegerNetwork integers, NetworkWeights? weights, KernelSet kernels)
    {
        (_integers, _weights, _kernels) = (integers, weights, kernels);
        (_plan, _wanted) = (integers.Plan, integers.Wanted);
    }

    /// <summary>Returns the stages in order, the input of the first and the output of the last.</summary>
    /// <param name="plan">A network without batch norms.</param>
    /// <param name="weights">Its weights, or null if only sizes are needed.</param>
    /// <param name="quantization">What is stored as bytes, or null for nothing.</param>
    /// <param name="wanted">The output of the last stage.</param>
    /// <param name="kernels">The kernels to use.</param>
    internal static (IReadOnlyList<Stage> Stages, Map Input, Map Output) Compile(
        NetworkPlan plan, NetworkWeights? weights, QuantizationSpec? quantization, PlanValue wanted, KernelSet kernels) =>
        new Compilation(new IntegerNetwork(plan, weights is null ? null : weight => weights.Numbers(weight), quantization, wanted), weights, kernels).Compile();

    private (IReadOnlyList<Stage> Stages, Map Input, Map Output) Compile()
    {
        Map input = Add(_plan.Input, _integers.BytesOf(_plan.Input) is not null ? MapFormat.Byte : MapFormat.Float);
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
        if (_integers.RunsOnIntegers(operation))
            LowerIntegers(operation, isDepthwise, input, gate);
        else
            LowerFloats(operation, isDepthwise, input, gate);
    }

    private void LowerFloats(WeightedOperation operation, bool isDepthwise, Map input, GateFactors? gate)
    {
        PlanValue value = operation.Output;
        ActivationOperation? activation = _integers.BytesOf(value) is null ? _integers.SoleReader<ActivationOperation>(value) : null;
        if (activation is not null)
            value = Absorb(activation);
        Map? residual = isDepthwise || _integers.BytesOf(value) is not null ? null : AbsorbAdd(ref value, MapFormat.Float);
        var finish = new ConvolutionFinish
        {
            Activation = activation?.Kind ?? Activation.None,
            Beta = (float)(activation?.SwishBeta ?? 1),
            Residual = residual,
            Gate = gate,
        };

        Map output = Add(value, MapFormat.Float);
        // Copy the bias first: weights are valid only until the next tensor is read.
        float[] bias = _integers.FloatBiasOf(operation).ToArray();
        if (isDepthwise)
        {
            ReadOnlySpan<float> weights = _integers.FloatWeightsOf(operation);
            AddDepthwise(new DepthwiseFilters((ConvolutionOperation)operation, weights, MemoryMarshal.Cast<float, int>(bias.AsSpan()), output.Stride), finish, input, output);
            return;
        }

        ConvolutionShape shape = ConvolutionShape.Of(operation);
        AddConvolution(shape, finish, Packed(operation, weights => PackedFilters.OfFloats(shape, _integers.FloatWeightsOf(operation, weights), bias, input, output, _kernels)), input, output);
    }

    private void LowerIntegers(WeightedOperation operation, bool isDepthwise, Map input, GateFactors? gate)
    {
        PlanValue value = operation.Output;
        var finish = new ConvolutionFinish { Gate = gate };
        SumFactors? factors = _integers.FactorsOf(operation);
        if (_integers.ReluOf(operation) is { } relu)
        {
            value = Absorb(relu);
        }
        else if (_integers.SoleReader<ActivationOperation>(value) is { } activation)
        {
            if (factors is null)
            {
                finish = finish with { Activation = activation.Kind, Beta = (float)activation.SwishBeta };
                value = Absorb(activation);
            }
            else if (_integers.BytesOf(activation.Output) is not null && !AllReadersWant(activation.Output, MapFormat.Centered))
            {
                finish = finish with { Table = ConstantBlock.Of(_integers.TableOf(activation)) };
                value = Absorb(activation);
            }
        }

        ConvolutionShape shape = ConvolutionShape.Of(operation);
        int[] bias = _integers.BiasOf(operation);
        MapFormat format = factors is null ? MapFormat.Float : MapFormat.Byte;
        if (finish.Table is null && !isDepthwise && factors is not null && AllReadersWant(value, MapFormat.Centered))
            format = MapFormat.Centered;
        if (finish.Table is null && !isDepthwise && format != MapFormat.Centered)
        {
            ActivationQuantization? own = _integers.BytesOf(value);
            if (AbsorbAdd(ref value, format) is { } residual)
            {
                finish = finish with
                {
                    Residual = residual,
                    Addition = factors is null ? default : ByteAddition.Of(residual.Quantization!, own!, _integers.BytesOf(value)!),
                };
            }
        }

        if (isDepthwise)
        {
            LowerIntegerDepthwise((ConvolutionOperation)operation, _integers.WeightsOf(operation), bias, factors, finish, input, value);
            return;
        }

        // Multipliers are padded like the panels, so the filters are packed first.
        Map output = Add(value, format);
        PackedFilters filters = Packed(operation, numbers =>
        {
            sbyte[] weights = _integers.WeightsOf(operation, numbers);
            return PackedFilters.OfBytes(shape, weights, IntegerWeights.ShiftBias(bias, weights, _integers.BytesOf(operation.Input)!.ZeroPoint - _kernels.InputOffset), input, output, _kernels);
        });
        finish = factors is null
            ? finish with { Scales = ConstantBlock.Of(filters.Arrange<float>(_integers.SumScalesOf(operation))) }
            : finish with { Requantization = new Requantization(factors, multipliers => filters.Arrange<int>(multipliers)) };
        AddConvolution(shape, finish, filters, input, output);
    }

    private void LowerIntegerDepthwise(
        ConvolutionOperation operation, sbyte[] weights, int[] bias, SumFactors? factors, ConvolutionFinish finish, Map input, PlanValue value)
    {
        float[] whole = [.. weights.Select(weight => (float)weight)];
        Map output = Add(value, factors is null ? MapFormat.Float : MapFormat.Byte);
        if (factors is not null)
        {
            finish = finish with { Requantization = new Requantization(factors, multipliers => Filled(multipliers, output.Stride)) };
            AddDepthwise(new DepthwiseFilters(operation, whole, bias, output.Stride), finish, input, output);
            return;
        }

        // Floats: the scales are multiplied into the weights.
        int taps = operation.Kernel * operation.Kernel;
        float[] scales = _integers.SumScalesOf(operation);
        float[] scaled = [.. whole.Select((weight, i) => weight * scales[i / taps])];
        int[] bits = [.. bias.Select((sum, i) => BitConverter.SingleToInt32Bits(sum * scales[i]))];
        AddDepthwise(new DepthwiseFilters(operation, scaled, bits, output.Stride), finish, input, output);
    }

    private void LowerActivation(ActivationOperation activation)
    {
        PlanValue source = activation.Inputs[0];
        if (!_integers.RunsOnIntegers(activation))
        {
            _stages.Add(new ActivationStage(_kernels, activation, Get(source, MapFormat.Float), Add(activation.Output, MapFormat.Float)));
            return;
        }

        Map input = Get(source, MapFormat.Byte);
        bool isCentered = AllReadersWant(activation.Output, MapFormat.Centered);
        MapFormat format = _integers.BytesOf(activation.Output) is null ? MapFormat.Float : isCentered ? MapFormat.Centered : MapFormat.Byte;
        ConstantBlock table = format == MapFormat.Float ? ConstantBlock.Of(_integers.NumberTableOf(activation)) : ConstantBlock.Of(_integers.TableOf(activation));
        _stages.Add(new TableStage(_kernels, table, input, Add(activation.Output, format)));
    }

    private void LowerPool(PoolOperation pool)
    {
        MapFormat format = _integers.RunsOnIntegers(pool) ? MapFormat.Byte : MapFormat.Float;
        Map input = Get(pool.Inputs[0], format);
        Requantization? requantization = format == MapFormat.Byte && _integers.FactorsOf(pool) is { } factors ? new Requantization(factors) : null;
        _stages.Add(new PoolStage(_kernels, pool, requantization, input, Add(pool.Output, format)));
    }

    private void LowerGlobalPool(GlobalPoolOperation pool)
    {
        MapFormat format = _integers.RunsOnIntegers(pool) ? MapFormat.Byte : MapFormat.Float;
        Map input = Get(pool.Inputs[0], format);
        DepthwiseStage? summed = pool.Kind == PoolKind.Average && _depthwise.TryGetValue(input, out DepthwiseStage? depthwise) ? depthwise : null;
        if (summed is not null)
            summed.HasRowSums = true;
        Requantization? requantization = format == MapFormat.Byte && _integers.FactorsOf(pool) is { } factors ? new Requantization(factors) : null;
        _stages.Add(new GlobalPoolStage(_kernels, pool.Kind, summed, requantization, input, Add(pool.Output, format)));
    }

    private void LowerScale(ScaleOperation scale)
    {
        bool isInteger = _integers.RunsOnIntegers(scale);
        MapFormat format = isInteger ? MapFormat.Byte : MapFormat.Float;
        Map features = Get(scale.Features, format), gate = Get(scale.Gate, format);
        var factors = new GateFactors(gate, isInteger ? _integers.FactorsOf(scale) : null);
        ConvolutionOperation? next = _integers.SoleReader<ConvolutionOperation>(scale.Output);
        if (next is { Kernel: 1, Groups: 1 } && !IsDepthwise(next) && _integers.RunsOnIntegers(next) == isInteger && (isInteger || _integers.BytesOf(scale.Output) is null))
            _gated[scale.Output.Index] = (features, factors);
        else
            _stages.Add(new GateStage(_kernels, factors, features, Add(scale.Output, format)));
    }

    private void LowerAdd(AddOperation add)
    {
        bool isInteger = _integers.RunsOnIntegers(add);
        MapFormat format = isInteger ? MapFormat.Byte : MapFormat.Float;
        Map shortcut = Get(add.Shortcut, format), residual = Get(add.Residual, format);
        ByteAddition addition = isInteger ? _integers.AdditionOf(add) : default;
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

    /// <summary>Whether each filter sees the channel with its own index, with a kernel size that has a special implementation.</summary>
    private static bool IsDepthwise(WeightedOperation operation) =>
        operation is ConvolutionOperation { Groups: > 1 } c && c.Groups == c.InChannels && c.Filters == c.InChannels && c.Kernel * c.Kernel <= MostExactTaps;

    /// <summary>The format in which an operation reads its input.</summary>
    private MapFormat FormatFor(Operation reader) =>
        !_integers.RunsOnIntegers(reader) ? MapFormat.Float
        : reader is WeightedOperation weighted && IsDepthwise(weighted) ? MapFormat.Centered
        : MapFormat.Byte;

    private bool AllReadersWant(PlanValue value, MapFormat format) =>
        value != _wanted && _plan.ReadersOf(value).Any() && _plan.ReadersOf(value).All(reader => FormatFor(reader) == format);

    private PlanValue Absorb(Operation operation)
    {
        _done.Add(operation);
        return operation.Output;
    }

    /// <summary>Fuses an addition that reads this value and one that already exists.</summary>
    private Map? AbsorbAdd(ref PlanValue value, MapFormat format)
    {
        PlanValue own = value;
        if (_integers.SoleReader<AddOperation>(own) is not { } add || _integers.RunsOnIntegers(add) != (format == MapFormat.Byte))
            return null;
        PlanValue other = add.Inputs.First(input => input != own);
        if (other.Index > own.Index || !_maps.Keys.Any(key => key.Value == other.Index) || (format == MapFormat.Float && _integers.BytesOf(own) is not null))
            return null;
        Map residual = Get(other, format);
        value = Absorb(add);
        return residual;
    }

    /// <summary>The map of a value in a format; it is converted if it does not exist yet.</summary>
    private Map Get(PlanValue value, MapFormat format)
    {
        // A value that is stored as bytes is rounded for all its readers.
        if (format == MapFormat.Float && _integers.BytesOf(value) is not null)
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
        // Images that are read only by convolutions, which gather pixels themselves, need no padding.
        bool isPlain = value.Index == 0 && value != _wanted && _plan.ReadersOf(value).All(reader => reader is WeightedOperation w && !IsDepthwise(w) && FormatFor(reader) == format);
        int stride = isPlain ? value.Shape.Channels : RoundUp(value.Shape.Channels, _kernels.Width);
        var map = new Map(value, format, stride, _integers.BytesOf(value));
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

    /// <summary>The filters of an operation in the kernel's order: shared by all compilations of the network.</summary>
    private PackedFilters Packed(WeightedOperation operation, PackFilters pack) =>
        _weights is null ? pack([]) : _weights.Packed(operation.Weight, pack);
}
