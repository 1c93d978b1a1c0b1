namespace DsCnn.Tests.Managed;

/// <summary>docs/int8.md in loops: what a network whose values are all bytes computes, on one image. Maps lie channel by channel, row by row.</summary>
internal sealed class PlainIntegers(ModelFile model)
{
    private readonly NetworkPlan _plan = model.Spec.Plan;
    private readonly Dictionary<string, ActivationQuantization> _bytes = model.Quantization!.Activations.ToDictionary(activation => activation.Name);
    private readonly Dictionary<string, float[]> _scales = model.Quantization!.Weights.ToDictionary(weight => weight.Name, weight => weight.Scales.ToArray());

    /// <summary>Runs the network up to its logits.</summary>
    /// <param name="image">C x H x W numbers.</param>
    /// <returns>For each value that is kept as bytes, its bytes, by its index; and the logits.</returns>
    internal (Dictionary<int, int[]> Bytes, float[] Logits) Run(float[] image)
    {
        var values = new Dictionary<int, int[]>();
        float[] logits = [];
        ActivationQuantization input = _bytes[_plan.Input.Name];
        values[0] = [.. image.Select(x => (int)Math.Clamp(MathF.Round(x / input.Scale) + input.ZeroPoint, 0, 255))];
        foreach (Operation operation in _plan.Operations.TakeWhile(operation => operation is not HeadOperation))
        {
            int[][] inputs = [.. operation.Inputs.Select(value => values.GetValueOrDefault(value.Index) ?? [])];
            ActivationQuantization[] from = [.. operation.Inputs.Select(value => _bytes.GetValueOrDefault(value.Name)!)];
            ActivationQuantization? to = _bytes.GetValueOrDefault(operation.Output.Name);
            switch (operation)
            {
                case WeightedOperation weighted:
                    long[] sums = Sums(weighted, inputs[0], from[0]);
                    ActivationOperation? relu = to is null ? _plan.ReadersOf(weighted.Output).OfType<ActivationOperation>().SingleOrDefault() : null;
                    int perFilter = (int)(weighted.Output.Shape.Height * weighted.Output.Shape.Width);
                    float[] scales = _scales[weighted.Weight.Name];
                    if (relu is not null)
                        values[weighted.Output.Index] = Requantize(sums, perFilter, scales, from[0], _bytes[relu.Output.Name], relu.Kind);
                    else if (to is not null)
                        values[weighted.Output.Index] = Requantize(sums, perFilter, scales, from[0], to, Activation.None);
                    else
                        logits = [.. sums.Select((sum, i) => sum * (from[0].Scale * scales[i / perFilter]))];
                    break;
                case ActivationOperation { Kind: Activation.Relu or Activation.Relu6 } when from[0] is null:
                    values[operation.Output.Index] = inputs[0];
                    break;
                case ActivationOperation activation:
                    int[] table = Table(activation, from[0], to!);
                    values[operation.Output.Index] = [.. inputs[0].Select(x => table[x])];
                    break;
                case GlobalPoolOperation { Kind: PoolKind.Average }:
                    int pixels = operation.Inputs[0].Shape.Height * operation.Inputs[0].Shape.Width;
                    long[] totals = [.. inputs[0].Chunk(pixels).Select(channel => channel.Sum(x => (long)x - from[0].ZeroPoint))];
                    if (to is null)
                        logits = [.. totals.Select(total => (float)total)];
                    else
                        values[operation.Output.Index] = Round(totals, _ => from[0].Scale * (1.0 / pixels) / to.Scale, to, 0, 255, [from[0].Scale * (1.0 / pixels) / to.Scale]);
                    break;
                case ScaleOperation scale:
                    values[operation.Output.Index] = Gate(scale, inputs, from, to!);
                    break;
                case AddOperation:
                    values[operation.Output.Index] = Add(inputs, from, to!);
                    break;
                default:
                    throw new NotSupportedException(operation.GetType().Name);
            }
        }

        return (values, logits);
    }

    private long[] Sums(WeightedOperation operation, int[] x, ActivationQuantization from)
    {
        (int kernel, int stride, int padding, int groups) = operation is ConvolutionOperation c ? (c.Kernel, c.Stride, c.Padding, c.Groups) : (1, 1, 0, 1);
        TensorShape source = operation is LinearOperation ? TensorShape.Map(operation.Input.Shape.Elements, 1, 1) : operation.Input.Shape;
        TensorShape target = operation.Output.Shape;
        float[] weight = model.Weights[operation.Weight.Name].ToFloats(), scales = _scales[operation.Weight.Name];
        float[]? bias = operation.Bias is { } known ? model.Weights[known.Name].ToFloats() : null;
        int perGroup = source.Channels / groups, filtersPerGroup = target.Channels / groups, length = perGroup * kernel * kernel;
        long[] sums = new long[target.Elements];
        for (int filter = 0, at = 0; filter < target.Channels; filter++)
        {
            int[] w = [.. weight.AsSpan(filter * length, length).ToArray().Select(value => (int)Math.Clamp(MathF.Round(value / scales[filter]), -127, 127))];
            for (int row = 0; row < target.Height; row++)
            {
                for (int column = 0; column < target.Width; column++, at++)
                {
                    if (bias is not null)
                        sums[at] = (long)Math.Round(bias[filter] / ((double)from.Scale * scales[filter]));
                    for (int i = 0; i < length; i++)
                    {
                        int channel = (filter / filtersPerGroup * perGroup) + (i / (kernel * kernel));
                        int y = (stride * row) + (i / kernel % kernel) - padding, z = (stride * column) + (i % kernel) - padding;
                        if (y >= 0 && z >= 0 && y < source.Height && z < source.Width)
                            sums[at] += (long)w[i] * (x[(((channel * source.Height) + y) * source.Width) + z] - from.ZeroPoint);
                    }
                }
            }
        }

        return sums;
    }

    private static int[] Requantize(long[] sums, int perFilter, float[] scales, ActivationQuantization from, ActivationQuantization to, Activation relu)
    {
        double[] ratios = [.. scales.Select(scale => from.Scale * (double)scale / to.Scale)];
        int low = relu == Activation.None ? 0 : to.ZeroPoint;
        int high = relu == Activation.Relu6 ? (int)Math.Min(255, to.ZeroPoint + Math.Round(6 / (double)to.Scale)) : 255;
        return Round(sums, i => ratios[i / perFilter], to, low, high, ratios);
    }

    /// <summary>zero point + (sum m + 2^(s - 1)) / 2^s, rounded down, within limits; m = round(ratio 2^s), s the largest for which all m have 31 bits.</summary>
    private static int[] Round(long[] sums, Func<int, double> ratio, ActivationQuantization to, int low, int high, double[] ratios)
    {
        int s = ShiftOf(ratios.Max(), 31, 62);
        return [.. sums.Select((sum, i) => (int)Math.Clamp(FloorShift((Int128)sum * Multiplier(ratio(i), s, 31), s) + to.ZeroPoint, low, high))];
    }

    private static int[] Gate(ScaleOperation scale, int[][] inputs, ActivationQuantization[] from, ActivationQuantization to)
    {
        int pixels = scale.Features.Shape.Height * scale.Features.Shape.Width;
        double ratio = (double)from[0].Scale * from[1].Scale / to.Scale;
        double largest = ratio * Math.Max(from[1].ZeroPoint, 255 - from[1].ZeroPoint);
        int lead = 0;
        while (lead < 6 && largest >= Math.Pow(2, lead))
            lead++;
        double scaled = ratio * Math.Pow(2, 15 - lead);
        int s = ShiftOf(scaled, 20, 30);
        long[] factors = [.. inputs[1].Select(gate => (long)Math.Clamp(FloorShift((Int128)(gate - from[1].ZeroPoint) * Multiplier(scaled, s, 20), s), -32767, 32767))];
        return [.. inputs[0].Select((x, i) => (int)Math.Clamp(FloorShift((Int128)((x - from[0].ZeroPoint) << lead) * factors[i / pixels], 15) + to.ZeroPoint, 0, 255))];
    }

    private static int[] Add(int[][] inputs, ActivationQuantization[] from, ActivationQuantization to)
    {
        double a = (double)from[0].Scale / to.Scale, b = (double)from[1].Scale / to.Scale;
        int s = ShiftOf(Math.Max(a, b), 15, 24);
        return [.. inputs[0].Zip(inputs[1], (x, y) => (int)Math.Clamp(
            FloorShift(((Int128)(x - from[0].ZeroPoint) * Multiplier(a, s, 15)) + ((Int128)(y - from[1].ZeroPoint) * Multiplier(b, s, 15)), s) + to.ZeroPoint, 0, 255))];
    }

    private int[] Table(ActivationOperation activation, ActivationQuantization from, ActivationQuantization to)
    {
        ActivationQuantization? gate = activation.Gate is { } name ? _bytes.GetValueOrDefault(name) : null;
        return [.. Enumerable.Range(0, 256).Select(q =>
        {
            double x = (double)from.Scale * (q - from.ZeroPoint), sigmoid = 1 / (1 + Math.Exp(-activation.SwishBeta * x));
            double y = activation.Kind switch
            {
                Activation.Swish when gate is not null => x * gate.Scale * (Byte(sigmoid, gate) - gate.ZeroPoint),
                Activation.Swish => x * sigmoid,
                Activation.Sigmoid => sigmoid,
                Activation.HardSigmoid => Math.Clamp(x + 3, 0, 6) / 6,
                Activation.HardSwish => x * Math.Clamp(x + 3, 0, 6) / 6,
                Activation.Relu => Math.Max(x, 0),
                _ => Math.Clamp(x, 0, 6),
            };
            return Byte(y, to);
        })];
    }

    private static int Byte(double value, ActivationQuantization to) => (int)Math.Clamp(Math.Round(value / to.Scale) + to.ZeroPoint, 0, 255);

    /// <summary>The largest shift, up to a limit, with which a ratio below 2^9 becomes less than 2^bits.</summary>
    private static int ShiftOf(double ratio, int bits, int limit)
    {
        int shift = bits - 9;
        while (shift < limit && ratio * Math.Pow(2, shift + 1) < Math.Pow(2, bits))
            shift++;
        return shift;
    }

    private static long Multiplier(double ratio, int shift, int bits) => (long)Math.Min(Math.Round(ratio * Math.Pow(2, shift)), Math.Pow(2, bits) - 1);

    private static long FloorShift(Int128 product, int shift) => (long)Int128.Clamp((product + (Int128.One << (shift - 1))) >> shift, -1_000_000, 1_000_000);
}
