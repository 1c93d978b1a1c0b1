using System.Globalization;

namespace DsCnn.Embedded;

/// <summary>Writes the statements that compute one row of a step.</summary>
internal sealed class StepWriter(IntegerNetwork network, Preprocessing? preprocessing, KernelLibrary kernels, Constants constants)
{
    private readonly FilterWriter _filters = new(network, kernels, constants);

    /// <summary>The statements that run once before the rows of a pass.</summary>
    internal string Prepare(RowStep step, StepRoom room)
    {
        if (step is not { Scale: { } scale, IsInteger: true })
            return "";
        ScaleFactors factors = network.FactorsOf(scale);
        return Text($"{kernels.Use("factors")}({room.Gate!.Start}, {step.Input.Channels}, {factors.GateZeroPoint}, {factors.Multiplier}, {factors.Shift}, {Integers(room.Factors)});\n");
    }

    /// <summary>The statements for one row.</summary>
    /// <param name="step">The step.</param>
    /// <param name="input">Its input.</param>
    /// <param name="output">Its output.</param>
    /// <param name="row">The index of the row, a C expression.</param>
    /// <param name="room">Its additional memory.</param>
    internal string Step(RowStep step, RowPlace input, RowPlace output, string row, StepRoom room)
    {
        string target = output.Row(row);
        string made = step.Operation switch
        {
            null when step.Input.IsCallers => Image(step, output, row),
            null when step.Scale is not null => Scale(step, input, target, row, room),
            null when step.Activation is not null => step.IsInteger
                ? Table(step.Activation, input.Row(row), output, target)
                : Text($"memmove({target}, {input.Row(row)}, {output.RowLength}u * sizeof(float));\n") + Function(step.Activation, output, target),
            null when step.Addition is not null => Add(step, step.Addition, input.Row(row), target, row, room),
            null => Convert(input, output, row),
            WeightedOperation weighted => _filters.Row(weighted, step, input, target, row, room),
            PoolOperation pool => Pool(pool, step, input, output, target, row),
            GlobalPoolOperation => GlobalPool(step, input, output, room),
            _ => throw new NotSupportedException($"There is no C for a {step.Operation.GetType().Name}."),
        };
        if (step is { Activation: { } activation, Operation: not null })
            made += step.Output.IsBytes ? Table(activation, target, output, target) : Function(activation, output, target);
        if (step.Addition is { } addition && step.Operation is not null)
            made += Add(step, addition, target, target, row, room);
        return made;
    }

    /// <summary>Computes the scores, and the index of the best one.</summary>
    internal string Head(HeadOperation head, RowPlace logits) =>
        Text($"{kernels.Use(head.Kind == DsCnn.Head.Softmax ? "softmax" : "sigmoids")}({logits.Start}, {logits.Map.Channels}, scores)");

    /// <summary>The statements of a pool before its rows.</summary>
    internal string BeginPool(RowStep pool, RowPlace output, StepRoom room)
    {
        bool isMax = pool.Operation is GlobalPoolOperation { Kind: PoolKind.Max };
        if (!pool.IsInteger)
            return Text($"{kernels.Use("fill_f")}({output.Start}, {output.Map.Channels}, {(isMax ? "-3.4028234663852886e+38f" : "0.0f")});\n");
        return isMax
            ? Text($"memset({output.Start}, 0, {output.Map.Channels}u);\n")
            : Text($"memset({Integers(room.Sums)}, 0, {output.Map.Channels}u * sizeof(int32_t));\n");
    }

    /// <summary>The statements for one row, or several contiguous ones.</summary>
    internal string TakeRow(RowStep pool, string rows, RowPlace output, StepRoom room, int count = 1)
    {
        bool isMax = pool.Operation is GlobalPoolOperation { Kind: PoolKind.Max };
        string kernel = kernels.Use((isMax ? "max" : "sum") + (pool.IsInteger ? "" : "_f"));
        return Text($"{kernel}({rows}, {pool.Input.Width * count}, {pool.Input.Channels}, {(pool.IsInteger && !isMax ? Integers(room.Sums) : output.Start)});\n");
    }

    /// <summary>The statements of a pool after the last row.</summary>
    internal string EndPool(RowStep pool, RowPlace output, StepRoom room)
    {
        var operation = (GlobalPoolOperation)pool.Operation!;
        if (operation.Kind == PoolKind.Max)
            return "";
        int pixels = pool.Input.Height * pool.Input.Width;
        if (!pool.IsInteger)
            return Text($"{kernels.Use("divide_f")}({output.Start}, {output.Map.Channels}, {CText.Of((float)pixels)});\n");
        SumFactors factors = network.FactorsOf(operation)!;
        int zeros = pixels * network.BytesOf(operation.Inputs[0])!.ZeroPoint;
        return Text($"{kernels.Use("average")}({Integers(room.Sums)}, {output.Map.Channels}, {zeros}, {factors.Multipliers[0]}, {factors.Shift}, {factors.ZeroPoint}, {output.Start});\n");
    }

    private string GlobalPool(RowStep step, RowPlace input, RowPlace output, StepRoom room) =>
        BeginPool(step, output, room) + TakeRow(step, input.Start, output, room, step.Input.Height) + EndPool(step, output, room);

    private string Image(RowStep step, RowPlace output, string row)
    {
        StepMap map = step.Output;
        float[][] numbers = [.. Enumerable.Range(0, map.Channels).Select(channel => PixelWriter.ValuesOf(preprocessing?.Mean[channel] ?? 0, preprocessing?.Std[channel] ?? 1))];
        string source = $"image + (size_t){row} * {output.RowLength}u", target = output.Row(row);
        bool isOne = numbers.All(channel => channel.AsSpan().SequenceEqual(numbers[0]));
        string arguments = isOne ? Text($"{source}, {output.RowLength}") : Text($"{source}, {map.Width}, {map.Channels}");
        float[] all = isOne ? numbers[0] : [.. numbers.SelectMany(channel => channel)];
        string kernel = isOne ? "lookup" : "lookup_channels";
        if (!map.IsBytes)
            return $"{kernels.Use($"{kernel}_f")}({arguments}, {constants.Add(all)}, {target});\n";
        byte[] bytes = [.. all.Select(number => ByteRounding.Of(number, network.BytesOf(map.Value)!))];
        return $"{kernels.Use(kernel)}({arguments}, {constants.Add(bytes)}, {target});\n";
    }

    private string Scale(RowStep step, RowPlace input, string target, string row, StepRoom room)
    {
        string source = input.Row(row);
        return step.IsInteger
            ? Text($"{kernels.Use("scale_row")}(&{_filters.Scaling(step.Scale!)}, {source}, {Integers(room.Factors)}, {step.Input.Width}, {step.Input.Channels}, {target});\n")
            : Text($"{kernels.Use("scale_row_f")}({source}, {room.Gate!.Start}, {step.Input.Width}, {step.Input.Channels}, {target});\n");
    }

    private string Add(RowStep step, AddOperation add, string own, string target, string row, StepRoom room)
    {
        long count = (long)step.Output.Width * step.Output.Channels;
        string residual = room.Residual!.Row(row);
        if (!step.Output.IsBytes)
            return Text($"{kernels.Use("add_f")}({residual}, {own}, {count}, {target});\n");
        return Text($"{kernels.Use("add")}(&{_filters.Addition(add, room.Residual.Map.Value)}, {residual}, {own}, {count}, {target});\n");
    }

    private string Table(ActivationOperation activation, string source, RowPlace output, string target) => output.Map.IsBytes
        ? Text($"{kernels.Use("lookup")}({source}, {output.RowLength}, {constants.Add(network.TableOf(activation))}, {target});\n")
        : Text($"{kernels.Use("lookup_f")}({source}, {output.RowLength}, {constants.Add(network.NumberTableOf(activation))}, {target});\n");

    private string Function(ActivationOperation activation, RowPlace output, string target) => activation.Kind switch
    {
        Activation.Relu => Text($"{kernels.Use("relu_f")}({target}, {output.RowLength}, 3.4028234663852886e+38f);\n"),
        Activation.Relu6 => Text($"{kernels.Use("relu_f")}({target}, {output.RowLength}, 6.0f);\n"),
        Activation.HardSwish => Text($"{kernels.Use("hardswish_f")}({target}, {output.RowLength});\n"),
        Activation.HardSigmoid => Text($"{kernels.Use("hardsigmoid_f")}({target}, {output.RowLength});\n"),
        Activation.Swish => Text($"{kernels.Use("swish_f")}({target}, {output.RowLength}, {CText.Of(activation.SwishBeta)});\n"),
        Activation.Sigmoid => Text($"{kernels.Use("sigmoid_f")}({target}, {output.RowLength});\n"),
        _ => throw new NotSupportedException($"There is no C for {activation.Kind}."),
    };

    private string Convert(RowPlace input, RowPlace output, string row)
    {
        ActivationQuantization bytes = network.BytesOf(output.Map.Value)!;
        return Text($"{kernels.Use(output.Map.IsBytes ? "quantize" : "dequantize")}({input.Row(row)}, {output.RowLength}, {CText.Of(bytes.Scale)}, {bytes.ZeroPoint}, {output.Row(row)});\n");
    }

    private string Pool(PoolOperation pool, RowStep step, RowPlace input, RowPlace output, string target, string row)
    {
        if (step.IsInteger && pool.Kind == PoolKind.Max)
            return Text($"{kernels.Use("max_pool_row")}({input.Start}, {input.Rows}, {step.Input.Width}, {step.Input.Channels}, {pool.Kernel}, {pool.Stride}, {row}, {output.Map.Width}, {target});\n");
        return step.IsInteger
            ? Text($"{kernels.Use("average_pool_row")}(&{_filters.AveragePool(pool)}, {input.Start}, {input.Rows}, {row}, {target});\n")
            : Text($"{kernels.Use("pool_row_f")}(&{_filters.FloatPool(pool)}, {input.Start}, {input.Rows}, {row}, {target});\n");
    }

    private static string Integers(long offset) => Text($"(int32_t *)(void *)(arena + {offset})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
