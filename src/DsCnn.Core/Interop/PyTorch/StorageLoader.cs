namespace DsCnn;

/// <summary>Turns described tensors into weights: checks that a storage is described alike everywhere, has each read once, and cuts the tensors out.</summary>
internal static class StorageLoader
{
    /// <param name="tensors">The tensors wanted.</param>
    /// <param name="fileLength">The bytes of the whole file, which bound what may be copied.</param>
    /// <param name="read">Reads storages, each of which comes once.</param>
    internal static WeightSet Load(
        IReadOnlyList<KeyValuePair<string, TorchTensor>> tensors,
        long fileLength,
        Func<IEnumerable<TorchStorage>, Dictionary<string, ReadOnlyMemory<byte>>> read)
    {
        var storages = new Dictionary<string, TorchStorage>();
        foreach ((string name, TorchTensor tensor) in tensors)
        {
            TorchStorage storage = tensor.Storage;
            if (storage.Type.Precision is null)
                throw new InvalidDataException($"\"{name}\" must be float32, float16 or bfloat16. Received: {storage.Type.DataType}.");
            if (!storages.TryAdd(storage.Key, storage) && storages[storage.Key] != storage)
                throw new InvalidDataException($"its storage \"{storage.Key}\" is described in two ways.");
        }

        Dictionary<string, ReadOnlyMemory<byte>> bytes = read(storages.Values);
        var copies = new ByteBudget(fileLength);
        return new WeightSet(tensors.Select(t => KeyValuePair.Create(t.Key, t.Value.Cut(t.Key, Bytes(t.Value.Storage.Key), copies))));

        ReadOnlyMemory<byte> Bytes(string key) =>
            bytes.TryGetValue(key, out ReadOnlyMemory<byte> found) ? found : throw new InvalidDataException($"its storage \"{key}\" is missing.");
    }
}
