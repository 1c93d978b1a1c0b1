using System.Globalization;

namespace DsCnn.Embedded;

/// <summary>Writes convolutions and fully connected layers, and all constants: weights are in the order of pixels, with the channels of a pixel next to each other.</summary>
internal sealed class FilterWriter(IntegerNetwork network, KernelLibrary kernels, Constants constants)
{
    /// <summary>One row of a convolution, or a whole fully connected layer.</summary>
    internal string Row(WeightedOperation operation, RowStep step, RowPlace input, string target, string row, StepRoom room)
    {
        string ending = step.IsInteger ? "" : "_f";
        string rows = Text($"{input.Start}, {input.Rows}, {row}");
        if (operation is LinearOperation linear)
            return Text($"{kernels.Use($"multiply{ending}")}(&{constants.AddSettings($"ds_filters{ending}", Filters(linear, step))}, 0, {linear.Units}, {input.Start}, {target});\n");
        var convolution = (ConvolutionOperation)operation;
        if (step.IsInteger && step.IsDepthwise)
            return Text($"{kernels.Use("depthwise_row")}(&{Depthwise(convolution)}, {rows}, {target});\n");
        string patch = room.Patch is not { } place ? "0" : Text(step.IsInteger ? $"arena + {place}" : (FormattableString)$"(float *)(void *)(arena + {place})");
        string settings = Convolution(convolution, step);
        if (step.Scale is null)
            return Text($"{kernels.Use($"convolution_row{ending}")}(&{settings}, {rows}, {patch}, {target});\n");
        return step.IsInteger
            ? Text($"{kernels.Use("scaled_convolution_row")}(&{settings}, &{Scaling(step.Scale)}, (const int32_t *)(const void *)(arena + {room.Factors}), {rows}, {patch}, {target});\n")
            : Text($"{kernels.Use("scaled_convolution_row_f")}(&{settings}, {room.Gate!.Start}, {rows}, {patch}, {target});\n");
    }

    /// <summary>The constants for scaling by a gate.</summary>
    internal string Scaling(ScaleOperation scale)
    {
        kernels.Use("scale");
        ScaleFactors factors = network.FactorsOf(scale);
        return constants.AddSettings("ds_scaling", factors.FeaturesZeroPoint, factors.Lead, factors.ZeroPoint);
    }

    /// <summary>The constants for a residual addition, given which of its inputs is the first term.</summary>
    internal string Addition(AddOperation add, PlanValue first)
    {
        kernels.Use("add");
        PlanValue second = add.Inputs.First(term => term != first);
        var addition = ByteAddition.Of(network.BytesOf(first)!, network.BytesOf(second)!, network.BytesOf(add.Output)!);
        return constants.AddSettings("ds_addition", addition.MultiplierA, addition.ZeroPointA, addition.MultiplierB, addition.ZeroPointB, addition.Shift, addition.ZeroPoint);
    }

    internal string AveragePool(PoolOperation pool)
    {
        SumFactors factors = network.FactorsOf(pool)!;
        int zeros = pool.Kernel * pool.Kernel * network.BytesOf(pool.Inputs[0])!.ZeroPoint;
        TensorShape shape = pool.Inputs[0].Shape;
        return constants.AddSettings(
            "ds_average_pool", shape.Width, shape.Channels, pool.Kernel, pool.Stride, pool.Output.Shape.Width, zeros, factors.Multipliers[0], factors.Shift, factors.ZeroPoint);
    }

    internal string FloatPool(PoolOperation pool) => constants.AddSettings(
        "ds_pool_f", pool.Inputs[0].Shape.Width, pool.Inputs[0].Shape.Channels, pool.Kernel, pool.Stride, pool.Output.Shape.Width, pool.Kind == PoolKind.Average ? 1 : 0);

    private string Convolution(ConvolutionOperation c, RowStep step)
    {
        TensorShape shape = c.Input.Shape;
        List<object> members = [shape.Height, shape.Width, shape.Channels, c.Output.Shape.Width, c.Filters, c.Kernel, c.Stride, c.Padding, c.Groups];
        if (step.IsInteger)
            members.Add(network.BytesOf(c.Input)!.ZeroPoint);
        members.Add($"{{{string.Join(", ", Filters(c, step))}}}");
        return constants.AddSettings(step.IsInteger ? "ds_convolution" : "ds_convolution_f", members);
    }

    private IEnumerable<object> Filters(WeightedOperation operation, RowStep step)
    {
        int taps = operation is ConvolutionOperation c ? c.Kernel * c.Kernel : operation.Input.Shape.Height * operation.Input.Shape.Width;
        int filters = operation.Weight.Dimensions[0];
        int length = checked((int)(operation.Weight.Elements / filters));
        if (!step.IsInteger)
        {
            ReadOnlySpan<float> bias = network.FloatBiasOf(operation);
            return [length, constants.Add(ByPixel<float>(network.FloatWeightsOf(operation), length, taps)), constants.Add(bias.IsEmpty ? new float[filters] : bias)];
        }

        sbyte[] weights = network.WeightsOf(operation);
        int[] sums = IntegerWeights.ShiftBias(network.BiasOf(operation), weights, network.BytesOf(operation.Input)!.ZeroPoint);
        return [length, constants.Add(ByPixel<sbyte>(weights, length, taps)), constants.Add(sums), .. Finish(operation)];
    }

    private string Depthwise(ConvolutionOperation c)
    {
        TensorShape shape = c.Input.Shape;
        sbyte[] weights = network.WeightsOf(c);
        int taps = c.Kernel * c.Kernel;
        sbyte[] byTap = [.. Enumerable.Range(0, weights.Length).Select(i => weights[(i % c.Filters * taps) + (i / c.Filters)])];
        return constants.AddSettings(
            "ds_depthwise",
            [
                shape.Height, shape.Width, shape.Channels, c.Output.Shape.Width, c.Kernel, c.Stride, c.Padding, network.BytesOf(c.Input)!.ZeroPoint,
                constants.Add(byTap), constants.Add(network.BiasOf(c)), .. Finish(c),
            ]);
    }

    /// <summary>The conversion of sums: multipliers or scales, then shift, zero point and limits.</summary>
    private IEnumerable<object> Finish(WeightedOperation operation) => network.FactorsOf(operation) is { } factors
        ? [constants.Add(factors.Multipliers), 0, factors.Shift, factors.ZeroPoint, factors.Low, factors.High]
        : [0, constants.Add(network.SumScalesOf(operation)), 1, 0, 0, 0];

    /// <summary>Reorders filters from channel by channel to tap by tap.</summary>
    private static T[] ByPixel<T>(ReadOnlySpan<T> weights, int length, int taps)
    {
        T[] arranged = new T[weights.Length];
        int channels = length / taps;
        for (int i = 0; i < arranged.Length; i++)
        {
            (int filter, int place) = Math.DivRem(i, length);
            (int tap, int channel) = Math.DivRem(place, channels);
            arranged[i] = weights[(filter * length) + (channel * taps) + tap];
        }

        return arranged;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
