namespace DsCnn.Inference;

/// <summary>
/// Checks the outermost fields of an ONNX file, so that native code never sees a file of another kind or a truncated one, and reads its metadata,
/// which native code would truncate at a zero byte.
/// </summary>
internal sealed class OnnxOutline
{
    /// <summary>The size limit of protocol buffers.</summary>
    internal const int MaxBytes = int.MaxValue;

    /// <summary>Far more than any file has: the outermost fields are the graph, functions and texts.</summary>
    private const int MaxFields = 1 << 20;

    /// <summary>The maximum size of a metadata text in bytes: far more than a spec takes.</summary>
    private const int LongestText = 64 << 20;

    private const int VersionField = 1;
    private const int ProducerField = 2;
    private const int GraphField = 7;
    private const int MetadataField = 14;

    private readonly Dictionary<string, string> _metadata = [];

    private OnnxOutline()
    {
    }

    /// <summary>The operators at the end of its graph.</summary>
    internal OnnxEndings? Endings { get; private set; }

    /// <summary>The program that wrote it, or null.</summary>
    internal string? Producer { get; private set; }

    /// <summary>Its metadata texts by key.</summary>
    internal IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Checks a file from the current position of the stream to its end.</summary>
    /// <returns>The outline.</returns>
    /// <exception cref="InvalidDataException">It is not an ONNX file, or an incomplete one; the message says which, without the file's name.</exception>
    internal static OnnxOutline Check(Stream file)
    {
        if (file.Length == 0)
            throw new InvalidDataException("it is empty.");
        if (file.Length > MaxBytes)
            throw new InvalidDataException($"an ONNX file has at most {MaxBytes} bytes. Received: {file.Length}.");

        bool hasVersion = false;
        var outline = new OnnxOutline();
        var fields = new OnnxFields(file, file.Length);
        for (int count = 0; fields.Next(); count++)
        {
            hasVersion |= fields.Number == VersionField;
            if (count == MaxFields)
                throw Refusal(isCutShort: false, file.Length);
            outline.Take(fields);
        }

        if (fields.IsCutShort)
            throw Refusal(isCutShort: hasVersion, file.Length);
        return fields.Number > 0 && outline.Endings is not null ? outline : throw Refusal(isCutShort: hasVersion && fields.Number > 0, file.Length);
    }

    private void Take(OnnxFields field)
    {
        switch (field.Number)
        {
            case ProducerField:
                Producer = field.Text();
                break;
            case GraphField:
                Endings = OnnxEndings.Read(field.Inner());
                break;
            case MetadataField:
                TakeText(field.Inner());
                break;
        }
    }

    private void TakeText(OnnxFields entry)
    {
        string? key = null, text = null;
        while (entry.Next())
        {
            if (entry.Number == 1)
                key = entry.Text();
            else if (entry.Number == 2)
                text = entry.Text(LongestText);
        }

        if (key is not null && key.StartsWith(FileMetadata.KeyPrefix, StringComparison.Ordinal))
            _metadata[key] = text ?? throw new InvalidDataException($"its \"{key}\" must be text of at most {LongestText} bytes.");
    }

    private static InvalidDataException Refusal(bool isCutShort, long length) =>
        new(isCutShort ? $"the file is cut short: it declares more than its {length} bytes." : "it is not an ONNX file.");
}
