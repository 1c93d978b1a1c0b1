using System.Text;

namespace DsCnn.Tests;

/// <summary>ONNX files of other programs, byte by byte: one operator from an input to an output.</summary>
internal sealed record OnnxBytes
{
    internal const int Float32 = 1;
    internal const int Float16 = 10;
    internal const int Int64 = 7;

    /// <summary>The operator, with nothing but its axis as an attribute.</summary>
    internal string Operator { get; init; } = "Flatten";

    internal int? Axis { get; init; } = 1;

    /// <summary>Negative ones are open.</summary>
    internal long[] Input { get; init; } = [-1, 1, 2, 2];

    internal long[] Output { get; init; } = [-1, 4];

    internal int InputType { get; init; } = Float32;

    internal int OutputType { get; init; } = Float32;

    /// <summary>How many inputs and outputs there are; those after the first are like it.</summary>
    internal int Inputs { get; init; } = 1;

    internal int Outputs { get; init; } = 1;

    internal string Producer { get; init; } = "tests";

    internal (string Key, string Value)[] Metadata { get; init; } = [];

    internal byte[] ToArray()
    {
        var graph = new Message();
        for (int i = 0; i < Outputs; i++)
        {
            Message node = new Message().Add(1, $"in{i % Inputs}").Add(2, $"out{i}").Add(4, Operator);
            if (Axis is { } axis)
                node.Add(5, new Message().Add(1, "axis").Add(3, axis).Add(20, 2));
            graph.Add(1, node);
        }

        graph.Add(2, "graph");
        for (int i = 0; i < Inputs; i++)
            graph.Add(11, Port($"in{i}", InputType, Input));
        for (int i = 0; i < Outputs; i++)
            graph.Add(12, Port($"out{i}", OutputType, Output));

        Message file = new Message().Add(1, 7).Add(2, Producer).Add(7, graph).Add(8, new Message().Add(1, "").Add(2, 13));
        foreach ((string key, string value) in Metadata)
            file.Add(14, new Message().Add(1, key).Add(2, value));
        return file.ToArray();
    }

    private static Message Port(string name, int type, long[] dimensions)
    {
        var shape = new Message();
        for (int i = 0; i < dimensions.Length; i++)
            shape.Add(1, dimensions[i] >= 0 ? new Message().Add(1, dimensions[i]) : new Message().Add(2, $"d{i}"));
        return new Message().Add(1, name).Add(2, new Message().Add(1, new Message().Add(1, type).Add(2, shape)));
    }

    private sealed class Message
    {
        private readonly List<byte> _bytes = [];

        internal Message Add(int field, long value) => Number((ulong)field << 3).Number((ulong)value);

        internal Message Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

        internal Message Add(int field, Message message) => Add(field, message.ToArray());

        internal byte[] ToArray() => [.. _bytes];

        private Message Add(int field, byte[] content)
        {
            Number(((ulong)field << 3) | 2).Number((ulong)content.Length);
            _bytes.AddRange(content);
            return this;
        }

        private Message Number(ulong number)
        {
            for (; number >= 0x80; number >>= 7)
                _bytes.Add((byte)(number | 0x80));
            _bytes.Add((byte)number);
            return this;
        }
    }
}
