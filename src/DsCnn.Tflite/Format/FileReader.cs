using System.Runtime.InteropServices;

namespace DsCnn.Tflite;

/// <summary>Reads the files that <see cref="FileWriter"/> writes, field by field.</summary>
internal static class FileReader
{
    /// <exception cref="InvalidDataException">It is not such a file, or its contents are inconsistent.</exception>
    internal static FileContent Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < 8 || !file.Span.Slice(4, 4).SequenceEqual("TFL3"u8))
            throw new InvalidDataException($"Expected a .tflite file, with {FileFormat.Identifier} in bytes 4 to 7. Received: something else.");
        try
        {
            return Read(FlatTable.Root(file));
        }
        catch (Exception outside) when (outside is ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("The .tflite file is damaged: an offset points outside the file.", outside);
        }
    }

    private static FileContent Read(FlatTable model)
    {
        if (model.Tables(2) is not [FlatTable graph])
            throw new InvalidDataException("Expected a .tflite file of one graph.");
        FlatTable[] codes = model.Tables(1), buffers = model.Tables(4);
        FileTensor[] tensors = [.. graph.Tables(0).Select(tensor => Tensor(tensor, buffers))];
        return new FileContent
        {
            Name = graph.Text(4),
            Description = model.Text(3),
            Tensors = tensors,
            Operators = [.. graph.Tables(3).Select(step => Operator(step, codes, tensors.Length))],
            Input = Index(One(graph, 1), tensors.Length),
            Output = Index(One(graph, 2), tensors.Length),
            Metadata = [.. model.Tables(6).Select(entry => KeyValuePair.Create(entry.Text(0), buffers[entry.Int(1)].Vector(0, 1).ToArray()))],
        };
    }

    private static FileTensor Tensor(FlatTable tensor, FlatTable[] buffers)
    {
        ReadOnlyMemory<byte> data = buffers[tensor.Int(2)].Vector(0, 1);
        int[] shape = Numbers(tensor, 0);
        TensorType type = (TensorType)tensor.Byte(1);
        if (!data.IsEmpty && data.Length != shape.Aggregate((long)WidthOf(type), (size, extent) => checked(size * extent)))
            throw new InvalidDataException($"The tensor {tensor.Text(3)} of {string.Join(" x ", shape)} has {data.Length} bytes.");
        return new FileTensor(tensor.Text(3), type, shape)
        {
            Data = data.IsEmpty ? null : data.ToArray(),
            Quantization = tensor.Has(4) ? Quantization(tensor.Table(4)) : null,
        };
    }

    private static FileQuantization Quantization(FlatTable table) => new(
        MemoryMarshal.Cast<byte, float>(table.Vector(2, sizeof(float)).Span).ToArray(),
        MemoryMarshal.Cast<byte, long>(table.Vector(3, sizeof(long)).Span).ToArray(),
        table.Int(6));

    private static FileOperator Operator(FlatTable step, FlatTable[] codes, int tensors)
    {
        FlatTable code = codes[step.Int(0)];
        OperatorKind kind = (OperatorKind)code.Int(3);
        return new FileOperator(kind, code.Int(2, missing: 1), [.. Numbers(step, 1).Select(index => Index(index, tensors))], Index(One(step, 2), tensors))
        {
            Options = step.Has(4) ? Options((OptionsKind)step.Byte(3), step.Table(4)) : new OperatorOptions(),
        };
    }

    private static OperatorOptions Options(OptionsKind kind, FlatTable table) => kind switch
    {
        OptionsKind.Conv2d => Window(table) with { Activation = (FusedActivation)table.Byte(3) },
        OptionsKind.DepthwiseConv2d => Window(table) with { DepthMultiplier = table.Int(3), Activation = (FusedActivation)table.Byte(4) },
        OptionsKind.Pool2d => Window(table) with { FilterWidth = table.Int(3), FilterHeight = table.Int(4) },
        OptionsKind.FullyConnected or OptionsKind.Add or OptionsKind.Mul => new OperatorOptions { Activation = (FusedActivation)table.Byte(0) },
        OptionsKind.Reshape => new OperatorOptions { NewShape = Numbers(table, 0) },
        _ => new OperatorOptions(),
    };

    private static OperatorOptions Window(FlatTable table) => new() { Padding = (PaddingKind)table.Byte(0), Stride = table.Int(1) };

    private static int[] Numbers(FlatTable table, int field) => MemoryMarshal.Cast<byte, int>(table.Vector(field, sizeof(int)).Span).ToArray();

    private static int One(FlatTable table, int field) =>
        Numbers(table, field) is [int number] ? number : throw new InvalidDataException("Expected one output per operator, and one input and one output of the graph.");

    private static int Index(int index, int count) =>
        index >= 0 && index < count ? index : throw new InvalidDataException($"The .tflite file refers to tensor {index} of {count}.");

    private static int WidthOf(TensorType type) => type switch
    {
        TensorType.Int8 => 1,
        TensorType.Float16 => 2,
        TensorType.Float32 or TensorType.Int32 => 4,
        _ => throw new InvalidDataException($"There are no tensors of type {type} in files of this library."),
    };
}
