using System.Text;

namespace DsCnn.Tests;

/// <summary>ONNX files of other programs, byte by byte: an operator from an input to an output, and others after it.</summary>
internal sealed record OnnxBytes
{
    internal const int Float32 = 1;
    internal const int UInt8 = 2;
    internal const int Float64 = 11;
    internal const int Float16 = 10;
    internal const int Int64 = 7;

    /// <summary>The operator, with nothing but its axis as an attribute.</summary>
    internal string Operator { get; init; } = "Flatten";

    internal int? Axis { get; init; } = 1;

    /// <summary>The operators after it, each with an attribute or "".</summary>
    internal (string Operator, string Attribute, long Value)[] Then { get; init; } = [];

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
            graph.Add(1, Node($"in{i % Inputs}", Then.Length == 0 ? $"out{i}" : $"out{i}.0", Operator, Axis is null ? "" : "axis", Axis ?? 0));
            for (int step = 0; step < Then.Length; step++)
                graph.Add(1, Node($"out{i}.{step}", step == Then.Length - 1 ? $"out{i}" : $"out{i}.{step + 1}", Then[step].Operator, Then[step].Attribute, Then[step].Value));
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

    private static Message Node(string input, string output, string name, string attribute, long value)
    {
        Message node = new Message().Add(1, input).Add(2, output).Add(4, name);
        return attribute.Length == 0 ? node : node.Add(5, new Message().Add(1, attribute).Add(3, value).Add(20, 2));
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
