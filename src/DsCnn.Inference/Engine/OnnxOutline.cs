namespace DsCnn;

/// <summary>Goes through the outermost fields of an ONNX file, so that native code never sees a file that is something else or cut short.</summary>
internal static class OnnxOutline
{
    /// <summary>What protocol buffers can hold.</summary>
    internal const int MaxBytes = int.MaxValue;

    /// <summary>Far more than any file has: the outermost fields are the graph, functions and texts.</summary>
    private const int MaxFields = 1 << 20;

    private const int VersionField = 1;
    private const int GraphField = 7;
    private const int CutShort = -1;

    /// <summary>Checks a file from where the stream stands to its end.</summary>
    /// <exception cref="InvalidDataException">It is no ONNX file, or not all of one; the message says which, without the file's name.</exception>
    internal static void Check(Stream file)
    {
        if (file.Length == 0)
            throw new InvalidDataException("it is empty.");
        if (file.Length > MaxBytes)
            throw new InvalidDataException($"an ONNX file has at most {MaxBytes} bytes. Received: {file.Length}.");

        bool hasVersion = false;
        bool hasGraph = false;
        for (int fields = 0; file.Position < file.Length; fields++)
        {
            int field = fields < MaxFields ? Skip(file) : 0;
            hasVersion |= field == VersionField;
            hasGraph |= field == GraphField;
            if (field <= 0)
                throw Refusal(isCutShort: hasVersion && field == CutShort, file.Length);
        }

        if (!hasGraph)
            throw Refusal(isCutShort: hasVersion, file.Length);
    }

    /// <summary>Skips a field.</summary>
    /// <returns>Its number, 0 where there can be no such field, or <see cref="CutShort"/>.</returns>
    private static int Skip(Stream file)
    {
        if (ReadNumber(file) is not { } tag)
            return CutShort;
        if (tag >> 3 is 0 or > int.MaxValue)
            return 0;

        int field = (int)(tag >> 3);
        ulong? length;
        switch (tag & 7)
        {
            case 0:
                length = ReadNumber(file) is null ? null : 0;
                break;
            case 1:
                length = 8;
                break;
            case 2:
                length = ReadNumber(file);
                break;
            case 5:
                length = 4;
                break;
            default:
                return 0;
        }

        if (length is not { } bytes || bytes > (ulong)(file.Length - file.Position))
            return CutShort;
        file.Seek((long)bytes, SeekOrigin.Current);
        return field;
    }

    /// <summary>Reads a variable-length number, or gives null where the file ends or the number does not.</summary>
    private static ulong? ReadNumber(Stream file)
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int next = file.ReadByte();
            if (next < 0)
                return null;
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return number;
        }

        return null;
    }

    private static InvalidDataException Refusal(bool isCutShort, long length) =>
        new(isCutShort ? $"the file is cut short: more than its {length} bytes are announced in it." : "it is no ONNX file.");
}
