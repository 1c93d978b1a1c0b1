namespace DsCnn.Tests;

/// <summary>A .tflite file by the fields of TensorFlow Lite's schema (schema.fbs, version 3).</summary>
internal sealed class RawModel
{
    internal RawModel(byte[] file)
    {
        File = file;
        Model = RawTable.Root(file);
        Graph = Model.Tables(2).Should().ContainSingle().Subject;
        Codes = [.. Model.Tables(1).Select(code => (Old: code.Small(0), Version: code.Number(2, missing: 1), New: code.Number(3)))];
        Buffers = [.. Model.Tables(4).Select(buffer => buffer.List(0))];
        Tensors = [.. Graph.Tables(0).Select(tensor => new RawTensor(tensor, this))];
        Steps = [.. Graph.Tables(3).Select(step => new RawStep(step, this))];
    }

    internal byte[] File { get; }

    internal RawTable Model { get; }

    internal RawTable Graph { get; }

    internal (int Old, int Version, int New)[] Codes { get; }

    internal (int At, int Count)[] Buffers { get; }

    internal RawTensor[] Tensors { get; }

    internal RawStep[] Steps { get; }

    internal byte[] Metadata(string name) => Model.Tables(6).Where(entry => entry.Text(0) == name).Select(entry => Buffers[entry.Number(1)]).Select(buffer => File.AsSpan(buffer.At, buffer.Count).ToArray()).Single();
}

internal sealed record RawTensor(RawTable Table, RawModel Model)
{
    internal const int Float32 = 0, Float16 = 1, Int32 = 2, Int8 = 9;

    internal int[] Shape => Table.Numbers(0);

    internal int Type => Table.Small(1);

    internal int Buffer => Table.Number(2);

    internal string Name => Table.Text(3);

    internal float[] Scales => Table.Table(4)?.Floats(2) ?? [];

    internal long[] ZeroPoints => Table.Table(4)?.Longs(3) ?? [];

    internal int Dimension => Table.Table(4)?.Number(6) ?? 0;

    internal long Elements => Shape.Aggregate(1L, (product, extent) => product * extent);

    internal bool IsConstant => Buffer > 0;

    internal int[] Integers => [.. Enumerable.Range(0, (int)Elements).Select(i => BitConverter.ToInt32(Model.File, Model.Buffers[Buffer].At + (4 * i)))];
}

internal sealed record RawStep(RawTable Table, RawModel Model)
{
    internal const int Add = 0, AveragePool = 1, Conv = 3, Depthwise = 4, Dequantize = 6, FullyConnected = 9, Logistic = 14, MaxPool = 17, Mul = 18, Reshape = 22, Softmax = 25, Pad = 34, Quantize = 114;

    internal int Kind => Model.Codes[Table.Number(0)].New;

    internal int Version => Model.Codes[Table.Number(0)].Version;

    internal int[] InputIndices => Table.Numbers(1);

    internal int OutputIndex => Table.Numbers(2).Single();

    internal RawTensor[] Inputs => [.. InputIndices.Select(index => Model.Tensors[index])];

    internal RawTensor Output => Model.Tensors[OutputIndex];

    internal int OptionsKind => Table.Small(3);

    internal RawTable? Options => Table.Table(4);

    internal bool IsOnBytes => Inputs[0].Type == RawTensor.Int8;
}
