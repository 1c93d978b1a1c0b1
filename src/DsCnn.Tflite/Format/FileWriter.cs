using Google.FlatBuffers;

namespace DsCnn.Tflite;

/// <summary>Writes a file as a FlatBuffer according to the TFLite schema, with the schema's field numbers.</summary>
internal static class FileWriter
{
    /// <summary>Room for the tables of a tensor and its operator, without names.</summary>
    private const int BytesPerTensor = 512;

    /// <returns>The file.</returns>
    internal static ArraySegment<byte> Write(FileContent file)
    {
        // The builder grows by doubling, and cannot double a gigabyte.
        var builder = new FlatBufferBuilder((int)Math.Min(SizeOf(file), Array.MaxLength));
        FileTensor[] constants = [.. file.Tensors.Where(tensor => tensor.Data is not null)];
        int[] buffers =
        [
            Buffer(builder, []),
            .. constants.Select(tensor => Buffer(builder, tensor.Data!)),
            .. file.Metadata.Select(entry => Buffer(builder, entry.Value)),
        ];

        (OperatorKind, int)[] codes = [.. file.Operators.Select(step => (step.Kind, step.Version)).Distinct()];
        int codesVector = Tables(builder, codes.Select(code => Code(builder, code)));
        int graph = Graph(builder, file, codes, constants);
        int graphs = Tables(builder, [graph]);
        int description = builder.CreateString(file.Description).Value;
        int buffersVector = Tables(builder, buffers);
        int metadata = Tables(builder, file.Metadata.Select((entry, i) => Metadata(builder, entry.Key, 1 + constants.Length + i)));
        int signatures = Tables(builder, [Signature(builder, file)]);

        builder.StartTable(8);
        builder.AddUint(0, FileFormat.Version, 0);
        builder.AddOffset(1, codesVector, 0);
        builder.AddOffset(2, graphs, 0);
        builder.AddOffset(3, description, 0);
        builder.AddOffset(4, buffersVector, 0);
        builder.AddOffset(6, metadata, 0);
        builder.AddOffset(7, signatures, 0);
        builder.Finish(builder.EndTable(), FileFormat.Identifier);
        return builder.DataBuffer.ToArraySegment(builder.DataBuffer.Position, builder.DataBuffer.Length - builder.DataBuffer.Position);
    }

    private static long SizeOf(FileContent file) =>
        file.Tensors.Sum(tensor => BytesPerTensor + (4L * tensor.Name.Length) + (tensor.Data?.LongLength ?? 0) + (12L * tensor.Quantization?.Scales.Length ?? 0))
        + file.Metadata.Sum(entry => BytesPerTensor + entry.Value.LongLength);

    private static int Buffer(FlatBufferBuilder builder, byte[] data)
    {
        int vector = 0;
        if (data.Length > 0)
        {
            builder.StartVector(1, data.Length, FileFormat.Alignment);
            builder.Put(data);
            vector = builder.EndVector().Value;
        }

        builder.StartTable(1);
        builder.AddOffset(0, vector, 0);
        return builder.EndTable();
    }

    /// <summary>Old readers use the first number, new ones the second.</summary>
    private static int Code(FlatBufferBuilder builder, (OperatorKind Kind, int Version) code)
    {
        builder.StartTable(4);
        builder.AddSbyte(0, (sbyte)code.Kind, 0);
        builder.AddInt(2, code.Version, 1);
        builder.AddInt(3, (int)code.Kind, 0);
        return builder.EndTable();
    }

    private static int Graph(FlatBufferBuilder builder, FileContent file, (OperatorKind, int)[] codes, FileTensor[] constants)
    {
        int tensors = Tables(builder, file.Tensors.Select(tensor => Tensor(builder, tensor, 1 + Array.FindIndex(constants, constant => ReferenceEquals(constant, tensor)))));
        int inputs = Numbers(builder, [file.Input]);
        int outputs = Numbers(builder, [file.Output]);
        int operators = Tables(builder, file.Operators.Select(step => Operator(builder, step, Array.IndexOf(codes, (step.Kind, step.Version)))));
        int name = builder.CreateString(file.Name).Value;
        builder.StartTable(5);
        builder.AddOffset(0, tensors, 0);
        builder.AddOffset(1, inputs, 0);
        builder.AddOffset(2, outputs, 0);
        builder.AddOffset(3, operators, 0);
        builder.AddOffset(4, name, 0);
        return builder.EndTable();
    }

    private static int Tensor(FlatBufferBuilder builder, FileTensor tensor, int buffer)
    {
        int shape = Numbers(builder, tensor.Shape);
        int name = builder.CreateString(tensor.Name).Value;
        int quantization = tensor.Quantization is { } known ? Quantization(builder, known) : 0;
        builder.StartTable(9);
        builder.AddOffset(0, shape, 0);
        builder.AddSbyte(1, (sbyte)tensor.Type, 0);
        builder.AddUint(2, (uint)buffer, 0);
        builder.AddOffset(3, name, 0);
        builder.AddOffset(4, quantization, 0);
        builder.AddBool(8, true, false);
        return builder.EndTable();
    }

    private static int Quantization(FlatBufferBuilder builder, FileQuantization quantization)
    {
        builder.StartVector(sizeof(float), quantization.Scales.Length, sizeof(float));
        builder.Put(quantization.Scales);
        int scales = builder.EndVector().Value;
        builder.StartVector(sizeof(long), quantization.ZeroPoints.Length, sizeof(long));
        builder.Put(quantization.ZeroPoints);
        int zeroPoints = builder.EndVector().Value;
        builder.StartTable(7);
        builder.AddOffset(2, scales, 0);
        builder.AddOffset(3, zeroPoints, 0);
        builder.AddInt(6, quantization.Dimension, 0);
        return builder.EndTable();
    }

    private static int Operator(FlatBufferBuilder builder, FileOperator step, int code)
    {
        int inputs = Numbers(builder, step.Inputs);
        int outputs = Numbers(builder, [step.Output]);
        OptionsKind kind = FileFormat.OptionsOf(step.Kind);
        int options = kind == OptionsKind.None ? 0 : Options(builder, kind, step.Options);
        builder.StartTable(5);
        builder.AddUint(0, (uint)code, 0);
        builder.AddOffset(1, inputs, 0);
        builder.AddOffset(2, outputs, 0);
        builder.AddByte(3, (byte)kind, 0);
        builder.AddOffset(4, options, 0);
        return builder.EndTable();
    }

    private static int Options(FlatBufferBuilder builder, OptionsKind kind, OperatorOptions options)
    {
        int newShape = kind == OptionsKind.Reshape ? Numbers(builder, options.NewShape) : 0;
        builder.StartTable(7);
        switch (kind)
        {
            case OptionsKind.Conv2d:
                AddWindow(builder, options);
                builder.AddSbyte(3, (sbyte)options.Activation, 0);
                break;
            case OptionsKind.DepthwiseConv2d:
                AddWindow(builder, options);
                builder.AddInt(3, options.DepthMultiplier, 0);
                builder.AddSbyte(4, (sbyte)options.Activation, 0);
                break;
            case OptionsKind.Pool2d:
                AddWindow(builder, options);
                builder.AddInt(3, options.FilterWidth, 0);
                builder.AddInt(4, options.FilterHeight, 0);
                break;
            case OptionsKind.FullyConnected or OptionsKind.Add or OptionsKind.Mul:
                builder.AddSbyte(0, (sbyte)options.Activation, 0);
                break;
            case OptionsKind.Softmax:
                builder.AddFloat(0, 1, 0);
                break;
            case OptionsKind.Reshape:
                builder.AddOffset(0, newShape, 0);
                break;
        }

        return builder.EndTable();
    }

    private static void AddWindow(FlatBufferBuilder builder, OperatorOptions options)
    {
        builder.AddSbyte(0, (sbyte)options.Padding, 0);
        builder.AddInt(1, options.Stride, 0);
        builder.AddInt(2, options.Stride, 0);
    }

    private static int Metadata(FlatBufferBuilder builder, string key, int buffer)
    {
        int name = builder.CreateString(key).Value;
        builder.StartTable(2);
        builder.AddOffset(0, name, 0);
        builder.AddUint(1, (uint)buffer, 0);
        return builder.EndTable();
    }

    /// <summary>The names by which programs find input and output.</summary>
    private static int Signature(FlatBufferBuilder builder, FileContent file)
    {
        int inputs = Tables(builder, [Argument(builder, file, file.Input)]);
        int outputs = Tables(builder, [Argument(builder, file, file.Output)]);
        int key = builder.CreateString("serving_default").Value;
        builder.StartTable(5);
        builder.AddOffset(0, inputs, 0);
        builder.AddOffset(1, outputs, 0);
        builder.AddOffset(2, key, 0);
        return builder.EndTable();
    }

    private static int Argument(FlatBufferBuilder builder, FileContent file, int tensor)
    {
        int name = builder.CreateString(file.Tensors[tensor].Name).Value;
        builder.StartTable(2);
        builder.AddOffset(0, name, 0);
        builder.AddUint(1, (uint)tensor, 0);
        return builder.EndTable();
    }

    private static int Numbers(FlatBufferBuilder builder, int[] numbers)
    {
        builder.StartVector(sizeof(int), numbers.Length, sizeof(int));
        builder.Put(numbers);
        return builder.EndVector().Value;
    }

    /// <summary>A list of tables, which must be written before it.</summary>
    private static int Tables(FlatBufferBuilder builder, IEnumerable<int> tables)
    {
        int[] offsets = [.. tables];
        builder.StartVector(sizeof(int), offsets.Length, sizeof(int));
        foreach (int offset in offsets.Reverse())
            builder.AddOffset(offset);
        return builder.EndVector().Value;
    }
}
