using System.Buffers.Binary;
using System.Text;

namespace DsCnn.Tests;

/// <summary>A FlatBuffer's table by the format's own description (flatbuffers.dev, "Internals"), and nothing of the library that writes it.</summary>
internal sealed record RawTable(byte[] File, int At)
{
    internal static RawTable Root(byte[] file) => new(file, (int)BinaryPrimitives.ReadUInt32LittleEndian(file));

    /// <summary>Where a field lies, or 0 where the table does not have it.</summary>
    internal int Field(int number)
    {
        int table = At - Int(At), length = Short(table), entry = 4 + (2 * number);
        return entry < length && Short(table + entry) is > 0 and var offset ? At + offset : 0;
    }

    internal int Number(int field, int missing = 0) => Field(field) is > 0 and var at ? Int(at) : missing;

    internal int Small(int field) => Field(field) is > 0 and var at ? (sbyte)File[at] : 0;

    internal RawTable? Table(int field) => Field(field) is > 0 and var at ? new RawTable(File, at + Int(at)) : null;

    /// <summary>Where a list begins, and how many there are.</summary>
    internal (int At, int Count) List(int field) => Field(field) is > 0 and var at ? (at + Int(at) + 4, Int(at + Int(at))) : (0, 0);

    internal RawTable[] Tables(int field)
    {
        (int at, int count) = List(field);
        return [.. Enumerable.Range(0, count).Select(i => new RawTable(File, at + (4 * i) + Int(at + (4 * i))))];
    }

    internal int[] Numbers(int field)
    {
        (int at, int count) = List(field);
        return [.. Enumerable.Range(0, count).Select(i => Int(at + (4 * i)))];
    }

    internal float[] Floats(int field)
    {
        (int at, int count) = List(field);
        return [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadSingleLittleEndian(File.AsSpan(at + (4 * i))))];
    }

    internal long[] Longs(int field)
    {
        (int at, int count) = List(field);
        return [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadInt64LittleEndian(File.AsSpan(at + (8 * i))))];
    }

    internal string Text(int field)
    {
        (int at, int count) = List(field);
        File[at + count].Should().Be(0, "a text ends in a zero");
        return Encoding.UTF8.GetString(File, at, count);
    }

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(File.AsSpan(at));

    private int Short(int at) => BinaryPrimitives.ReadUInt16LittleEndian(File.AsSpan(at));
}
