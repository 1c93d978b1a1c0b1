namespace DsCnn.Interop;

/// <summary>Reads weights that other programs saved, under their original names.</summary>
/// <remarks>
/// PyTorch's <c>.pth</c> files (the zip format and the format before PyTorch 1.6) and safetensors, distinguished by their content. Files are
/// considered hostile: the pickle reader knows only tensors and dicts and executes nothing, and no memory is allocated beyond the size of the
/// file.
/// </remarks>
/// <example><code>
/// WeightSet weights = ForeignWeights.Read("checkpoint.pth", "state_dict_ema");
/// Console.WriteLine($"{weights.Count} tensors");
/// </code></example>
public static class ForeignWeights
{
    private const string CounterSuffix = "num_batches_tracked";
    private const string AverageCounter = "n_averaged";

    /// <summary>The parts that PyTorch's wrappers (DataParallel, compile) insert anywhere in names.</summary>
    private static readonly HashSet<string> _wrappers = ["module", "_orig_mod"];

    /// <summary>Reads the weights of a file.</summary>
    /// <inheritdoc cref="ReadCheckpoint" path="/remarks"/>
    /// <inheritdoc cref="ReadCheckpoint" path="/param"/>
    /// <returns>Its float32, float16 and bfloat16 tensors under their foreign names.</returns>
    /// <inheritdoc cref="ReadCheckpoint" path="/exception"/>
    public static WeightSet Read(string path, string? place = null) => ReadCheckpoint(path, place).Weights;

    /// <summary>Reads the weights of a file, and returns where in the file they were.</summary>
    /// <remarks>
    /// In a training script's checkpoint, the weights are read from the usual places ("state_dict", "model", "model_state_dict", "module" and others,
    /// also inside other dicts). A moving average of the weights ("state_dict_ema", "model_ema", "ema") is read only if there is nothing else, or if <paramref name="place"/>
    /// selects it. Everything else in the file is skipped: none of it is looked up, created or run. The parts that wrappers insert into names ("module.",
    /// "_orig_mod.") are removed. Counters (<c>num_batches_tracked</c>) are omitted.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="place">The keys that lead to the weights, joined by dots, such as <c>state_dict_ema</c>; or null for the most likely place.</param>
    /// <returns>The weights and their place.</returns>
    /// <exception cref="InvalidDataException">The file has a different format, is damaged, or contains no weights or weights that depend on code; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ForeignCheckpoint ReadCheckpoint(string path, string? place = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            ForeignCheckpoint read = ReadAny(path, place);
            return new ForeignCheckpoint(WithoutWrappers(read.Weights), read.Place, read.OtherPlaces);
        }
        catch (InvalidDataException invalid)
        {
            throw new InvalidDataException(ErrorText.At(path, invalid.Message), invalid);
        }
    }

    /// <summary>Whether a name is that of a counter: a batch norm's, which matters only to training without momentum, or a moving average's.</summary>
    internal static bool IsCounter(string name) =>
        name is CounterSuffix or AverageCounter || name.EndsWith('.' + CounterSuffix, StringComparison.Ordinal) || name.EndsWith('.' + AverageCounter, StringComparison.Ordinal);

    /// <summary>The name of the counter that belongs to a batch norm's tensors.</summary>
    internal static string CounterOf(string batchNorm) => $"{batchNorm}.{CounterSuffix}";

    private static ForeignCheckpoint ReadAny(string path, string? place)
    {
        using (FileStream stream = InputFile.Open(path))
        {
            byte[] start = new byte[Math.Min(stream.Length, TorchLegacyFile.LongestMagic)];
            stream.ReadExactly(start);
            stream.Position = 0;
            if (start.AsSpan().StartsWith("PK\u0003\u0004"u8))
                return TorchZipFile.Read(stream, place);
            if (TorchLegacyFile.IsOne(start))
                return TorchLegacyFile.Read(stream, place);
            if (start is not [_, _, _, _, _, _, _, _, (byte)'{', ..])
            {
                throw new InvalidDataException(
                    "expected a file of torch.save or safetensors. It is neither; whole models and scripts (torch.jit) are not read.");
            }
        }

        if (place is not null)
            throw new InvalidDataException($"a safetensors file holds its weights in one place. Received: \"{ErrorText.Quote(place)}\".");
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return new ForeignCheckpoint(
            new WeightSet(file.Names.Where(name => !IsCounter(name)).Select(name => KeyValuePair.Create(name, file.Read(name))).ToList()));
    }

    private static WeightSet WithoutWrappers(WeightSet weights)
    {
        string[] names = [.. weights.Keys.Select(name => string.Join('.', name.Split('.').Where(part => !_wrappers.Contains(part))))];
        return names.Distinct().Count() == names.Length
            ? new WeightSet(names.Zip(weights.Values, KeyValuePair.Create))
            : throw new InvalidDataException("two of its tensors have the same name, apart from the parts that wrappers insert.");
    }
}
