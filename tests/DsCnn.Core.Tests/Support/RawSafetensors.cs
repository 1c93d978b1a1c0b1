using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace DsCnn.Tests;

/// <summary>
/// The safetensors format written down a second time, from its description and without the library: 8 bytes little-endian header length,
/// a JSON header, the tensors' bytes.
/// </summary>
internal sealed record RawSafetensors(JsonElement Header, byte[] Data)
{
    /// <summary>The bytes of a file with this header and this data, whether or not they make sense.</summary>
    internal static byte[] Bytes(string header, params ReadOnlySpan<byte> data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        return [.. length, .. json, .. data];
    }

    internal static RawSafetensors Parse(byte[] file)
    {
        int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
        return new RawSafetensors(JsonDocument.Parse(file.AsMemory(8, length)).RootElement.Clone(), file[(8 + length)..]);
    }

    internal string Text(string key) => Header.GetProperty("__metadata__").GetProperty(key).GetString()!;

    internal string DataType(string name) => Header.GetProperty(name).GetProperty("dtype").GetString()!;

    internal int[] Shape(string name) => [.. Header.GetProperty(name).GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];

    internal float[] Floats(string name)
    {
        int[] offsets = [.. Header.GetProperty(name).GetProperty("data_offsets").EnumerateArray().Select(e => e.GetInt32())];
        return [.. Data[offsets[0]..offsets[1]].Chunk(4).Select(four => BinaryPrimitives.ReadSingleLittleEndian(four))];
    }
}
