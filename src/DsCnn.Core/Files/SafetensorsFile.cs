using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DsCnn.Files;

/// <summary>A file of named tensors and texts in the safetensors format, which any safetensors reader opens.</summary>
/// <remarks>Files are considered hostile: every size is checked against the file before anything is allocated, and nothing is executed.</remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private const long LongestHeader = 100_000_000;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    private SafetensorsFile(string path, Stream stream, SafetensorsHeader header, long dataStart)
    {
        _path = path;
        _stream = stream;
        _header = header;
        _dataStart = dataStart;
    }

    /// <summary>The texts in the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>The names of its tensors.</summary>
    public IEnumerable<string> Names => _header.Entries.Keys;

    internal IReadOnlyDictionary<string, SafetensorsEntry> Entries => _header.Entries;

    /// <summary>The size of its largest tensor in bytes; all tensors lie within the file.</summary>
    internal int LargestTensor => _header.Entries.Values.Select(entry => (int)(entry.End - entry.Begin)).DefaultIfEmpty().Max();

    /// <summary>Opens a file and checks its header; tensors are read on request.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="InvalidDataException">It is not a safetensors file, or is damaged; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafetensorsFile Open(string path) => Open(InputFile.Open(path), path);

    /// <summary>Opens the bytes of a file. They are copied when tensors are read, and must not change before.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="name">What to call them in messages.</param>
    /// <exception cref="InvalidDataException">They are not a safetensors file, or are damaged; the message says what is wrong.</exception>
    internal static SafetensorsFile Open(ReadOnlyMemory<byte> bytes, string name)
    {
        ArraySegment<byte> array = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> part) ? part : bytes.ToArray();
        return Open(new MemoryStream(array.Array ?? [], array.Offset, array.Count, writable: false), name);
    }

    private static SafetensorsFile Open(Stream stream, string path)
    {
        try
        {
            SafetensorsHeader header = ReadHeader(stream, out long dataStart);
            return new SafetensorsFile(path, stream, header, dataStart);
        }
        catch (InvalidDataException invalid)
        {
            stream.Dispose();
            throw new InvalidDataException(ErrorText.OneLine($"{path}: {invalid.Message}"), invalid);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes a file under a temporary name first, then renames it over the old one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="weights">Its tensors, written in this order.</param>
    /// <param name="metadata">Its texts.</param>
    public static void Write(string path, WeightSet weights, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(metadata);
        Write(path, [.. weights.Select(w => RawTensor.Of(w.Key, w.Value))], metadata);
    }

    internal static void Write(string path, IReadOnlyList<RawTensor> tensors, IReadOnlyDictionary<string, string> metadata) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    internal static void Write(Stream stream, IReadOnlyList<RawTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ReadOnlyMemory<byte> header = FormatHeader(tensors.Select(t => new Slot(t.Name, t.DataType, t.Dimensions, t.Bytes.Length)), metadata);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header.Span);
        foreach (RawTensor tensor in tensors)
            stream.Write(tensor.Bytes.Span);
    }

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="KeyNotFoundException">There is no tensor of that name.</exception>
    /// <exception cref="InvalidDataException">Its numbers are not F32, F16 or BF16, or the file changed while it was open.</exception>
    public WeightTensor Read(string name) => Read(name, memory: null);

    /// <summary>Reads one tensor into memory that is large enough (<see cref="LargestTensor"/> bytes always are), or into new memory.</summary>
    /// <inheritdoc cref="Read(string)"/>
    internal WeightTensor Read(string name, byte[]? memory)
    {
        ArgumentNullException.ThrowIfNull(name);
        SafetensorsEntry entry = Entries.GetValueOrDefault(name)
            ?? throw new KeyNotFoundException(ErrorText.OneLine($"{_path} holds no tensor \"{name}\"."));
        WeightPrecision precision = entry.DataType switch
        {
            "F32" => WeightPrecision.Float32,
            "F16" => WeightPrecision.Float16,
            "BF16" => WeightPrecision.BFloat16,
            _ => throw new InvalidDataException(ErrorText.OneLine($"{_path}: \"{name}\" must be F32, F16 or BF16. Received: {entry.DataType}.")),
        };

        int length = (int)(entry.End - entry.Begin);
        Memory<byte> bytes = (memory ?? GC.AllocateUninitializedArray<byte>(length)).AsMemory(0, length);
        _stream.Position = _dataStart + entry.Begin;
        if (_stream.ReadAtLeast(bytes.Span, length, throwOnEndOfStream: false) < length)
            throw new InvalidDataException($"{_path}: the file was cut short while it was read.");
        return new WeightTensor(entry.Dimensions, precision, bytes);
    }

    /// <summary>Reads every tensor.</summary>
    /// <returns>The tensors by name.</returns>
    /// <exception cref="InvalidDataException">A tensor is not F32, F16 or BF16.</exception>
    public WeightSet ReadAll() => new(Names.Select(name => KeyValuePair.Create(name, Read(name))));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static SafetensorsHeader ReadHeader(Stream stream, out long dataStart)
    {
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        if (stream.ReadAtLeast(lengthBytes, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
            throw new InvalidDataException($"expected a safetensors file, which has at least {LengthBytes} bytes. Received: {stream.Length}.");

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        ulong rest = (ulong)Math.Max(0, stream.Length - LengthBytes);
        if (length > LongestHeader || length > rest)
        {
            throw new InvalidDataException(
                $"expected a safetensors file, but its first 8 bytes declare a header of {length} bytes, and only {rest} follow. " +
                "It is truncated or has a different format.");
        }

        byte[] json = new byte[length];
        stream.ReadExactly(json);
        dataStart = LengthBytes + json.Length;
        return SafetensorsHeader.Parse(json, stream.Length - dataStart);
    }

    /// <summary>The size in bytes of a file of float32 tensors of these shapes.</summary>
    internal static long SizeOf(IReadOnlyCollection<WeightShape> weights, IReadOnlyDictionary<string, string> metadata)
    {
        Slot[] slots = [.. weights.Select(w => new Slot(w.Name, "F32", w.Dimensions, w.Elements * sizeof(float)))];
        return LengthBytes + FormatHeader(slots, metadata).Length + slots.Sum(s => s.Bytes);
    }

    /// <summary>The JSON header, padded with spaces so that the tensors begin at a multiple of 8.</summary>
    private static ReadOnlyMemory<byte> FormatHeader(IEnumerable<Slot> slots, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteStartObject(SafetensorsHeader.MetadataMember);
        foreach ((string key, string text) in metadata)
            writer.WriteString(key, text);
        writer.WriteEndObject();

        long offset = 0;
        foreach (Slot slot in slots)
        {
            writer.WriteStartObject(slot.Name);
            writer.WriteString("dtype", slot.DataType);
            writer.WriteStartArray("shape");
            foreach (int extent in slot.Dimensions)
                writer.WriteNumberValue(extent);
            writer.WriteEndArray();
            writer.WriteStartArray("data_offsets");
            writer.WriteNumberValue(offset);
            writer.WriteNumberValue(offset += slot.Bytes);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        int padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenMemory;
    }

    private sealed record Slot(string Name, string DataType, IReadOnlyList<int> Dimensions, long Bytes);
}
