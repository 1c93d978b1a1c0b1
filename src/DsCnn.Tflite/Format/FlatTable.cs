using System.Buffers.Binary;
using System.Text;

namespace DsCnn.Tflite;

/// <summary>A table in a FlatBuffer, read field by field. Reading outside the bytes throws <see cref="ArgumentOutOfRangeException"/>.</summary>
/// <param name="file">The whole buffer.</param>
/// <param name="position">The position of the table.</param>
internal readonly struct FlatTable(ReadOnlyMemory<byte> file, int position)
{
    /// <summary>The root table of a file.</summary>
    internal static FlatTable Root(ReadOnlyMemory<byte> file) => new(file, Int32(file, 0));

    internal int Int(int field, int missing = 0) => Find(field) is { } at ? Int32(file, at) : missing;

    internal int Byte(int field) => Find(field) is { } at ? (sbyte)file.Slice(at, 1).Span[0] : 0;

    internal FlatTable Table(int field) => new(file, Follow(Require(field)));

    internal bool Has(int field) => Find(field) is not null;

    internal string Text(int field) => Encoding.UTF8.GetString(Vector(field, 1).Span);

    internal FlatTable[] Tables(int field)
    {
        if (Find(field) is not { } at)
            return [];
        int vector = Follow(at), count = Int32(file, vector);
        ReadOnlyMemory<byte> all = file;
        file.Slice(vector + sizeof(int), checked(sizeof(int) * count));
        return [.. Enumerable.Range(0, count).Select(i => vector + sizeof(int) + (sizeof(int) * i)).Select(item => new FlatTable(all, checked(item + Int32(all, item))))];
    }

    /// <summary>The bytes of a list of numbers, empty if there is none.</summary>
    internal ReadOnlyMemory<byte> Vector(int field, int width)
    {
        if (Find(field) is not { } at)
            return default;
        int vector = Follow(at);
        return file.Slice(vector + sizeof(int), checked(width * Int32(file, vector)));
    }

    private static int Int32(ReadOnlyMemory<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file.Slice(at, sizeof(int)).Span);

    private int Require(int field) => Find(field) ?? throw new InvalidDataException($"Field {field} of a table is missing.");

    private int Follow(int at) => checked(at + Int32(file, at));

    private int? Find(int field)
    {
        int fields = checked(position - Int32(file, position)), entry = sizeof(int) + (sizeof(short) * field);
        if (entry >= UInt16(fields))
            return null;
        int offset = UInt16(fields + entry);
        return offset == 0 ? null : position + offset;
    }

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.Slice(at, sizeof(ushort)).Span);
}
