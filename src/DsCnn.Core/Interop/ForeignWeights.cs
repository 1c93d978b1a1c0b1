namespace DsCnn;

/// <summary>Reads weights that other programs saved, under the names they gave them.</summary>
/// <remarks>
/// PyTorch's <c>.pth</c> files (the zip format and the one before PyTorch 1.6) and safetensors, told apart by their content. Files are taken
/// to be hostile: a pickle is read by a reader that knows tensors and dicts and executes nothing, and nothing is allocated that the file's own
/// length does not cover.
/// </remarks>
public static class ForeignWeights
{
    private const string DataParallelPrefix = "module.";
    private const string CounterSuffix = "num_batches_tracked";

    /// <summary>Reads a file.</summary>
    /// <remarks>
    /// A checkpoint with the weights under "state_dict" or "model" is opened there. The prefix "module." that PyTorch's DataParallel puts before every
    /// name is taken off. Batch norms' counters (<c>num_batches_tracked</c>) are left out.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <returns>Its float32, float16 and bfloat16 tensors under their foreign names.</returns>
    /// <exception cref="InvalidDataException">It is of another format, damaged, holds other than weights, or asks for code; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static WeightSet Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return WithoutPrefix(ReadAny(path));
        }
        catch (InvalidDataException invalid)
        {
            throw new InvalidDataException(ErrorText.At(path, invalid.Message), invalid);
        }
    }

    /// <summary>Whether a name is that of a batch norm's counter, which only matters to training without momentum.</summary>
    internal static bool IsCounter(string name) => name == CounterSuffix || name.EndsWith('.' + CounterSuffix);

    /// <summary>The name of the counter beside a batch norm's tensor.</summary>
    internal static string CounterOf(string batchNorm) => $"{batchNorm}.{CounterSuffix}";

    private static WeightSet ReadAny(string path)
    {
        using (FileStream stream = InputFile.Open(path))
        {
            byte[] start = new byte[Math.Min(stream.Length, TorchLegacyFile.Magic.Length)];
            stream.ReadExactly(start);
            stream.Position = 0;
            if (start.AsSpan().StartsWith("PK\u0003\u0004"u8))
                return TorchZipFile.Read(stream);
            if (start.AsSpan().SequenceEqual(TorchLegacyFile.Magic))
                return TorchLegacyFile.Read(stream);
            if (start is not [_, _, _, _, _, _, _, _, (byte)'{', ..])
            {
                throw new InvalidDataException(
                    "expected a file of torch.save or safetensors. It is neither; whole models and scripts (torch.jit) are not read.");
            }
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        return new WeightSet(file.Names.Where(name => !IsCounter(name)).Select(name => KeyValuePair.Create(name, file.Read(name))).ToList());
    }

    private static WeightSet WithoutPrefix(WeightSet weights) =>
        weights.Count > 0 && weights.Keys.All(name => name.StartsWith(DataParallelPrefix, StringComparison.Ordinal))
            ? new WeightSet(weights.Select(w => KeyValuePair.Create(w.Key[DataParallelPrefix.Length..], w.Value)))
            : weights;
}
