namespace DsCnn.Interop;

/// <summary>Turns tensor descriptions into weights: has each storage read once, and extracts the tensors.</summary>
internal static class StorageLoader
{
    /// <param name="found">The tensors wanted.</param>
    /// <param name="fileLength">The size of the whole file in bytes, which bounds how much may be copied.</param>
    /// <param name="read">Reads storages, each of them once.</param>
    internal static ForeignCheckpoint Load(
        StateDict found,
        long fileLength,
        Func<IEnumerable<TorchStorage>, Dictionary<string, ReadOnlyMemory<byte>>> read)
    {
        var storages = new Dictionary<string, TorchStorage>();
        foreach ((string name, TorchTensor tensor) in found.Tensors)
        {
            TorchStorage storage = tensor.Storage;
            if (storage.Type.Precision is null)
                throw new InvalidDataException($"\"{name}\" must be float32, float16 or bfloat16. Received: {storage.Type.DataType}.");
            storages.TryAdd(storage.Key, storage);
        }

        Dictionary<string, ReadOnlyMemory<byte>> bytes = read(storages.Values);
        var copies = new ByteBudget(fileLength);
        var weights = new WeightSet(found.Tensors.Select(t => KeyValuePair.Create(t.Key, t.Value.Cut(t.Key, Bytes(t.Value.Storage.Key), copies))));
        return new ForeignCheckpoint(weights, found.Place, found.OtherPlaces);

        ReadOnlyMemory<byte> Bytes(string key) =>
            bytes.TryGetValue(key, out ReadOnlyMemory<byte> found) ? found : throw new InvalidDataException($"its storage \"{key}\" is missing.");
    }
}

/// <summary>The numbers behind one or more tensors of a PyTorch file.</summary>
/// <param name="Key">Its key in the file.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Elements">The number of elements.</param>
internal sealed record TorchStorage(string Key, TorchStorageType Type, long Elements)
{
    internal long Bytes => Elements * Type.ElementBytes;
}
