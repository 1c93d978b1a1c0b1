using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DsCnn;

/// <summary>A checkpoint on the disk: a safetensors file of all tensors of a run, its <see cref="CheckpointRecord"/> in the metadata.</summary>
internal static class CheckpointFile
{
    private const string Key = "dscnn.checkpoint";

    /// <summary>Writes a checkpoint; it has replaced the older one when this returns.</summary>
    /// <exception cref="IOException">It cannot be written; the older one is untouched.</exception>
    internal static void Write(string path, CheckpointRecord record, IEnumerable<NamedTensor> tensors)
    {
        var weights = new WeightSet(tensors.Select(t => KeyValuePair.Create(t.Name, t.Tensor.ToWeightTensor())));
        string json = JsonSerializer.Serialize(record with { Checksum = Checksum(weights.Values) }, CheckpointJson.Default.CheckpointRecord);
        try
        {
            SafetensorsFile.Write(path, weights, new Dictionary<string, string> { [Key] = json });
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The checkpoint {path} could not be written: {failed.Message}", failed);
        }
    }

    /// <summary>Reads what a checkpoint says.</summary>
    /// <exception cref="InvalidDataException">It is none, or a damaged one.</exception>
    internal static CheckpointRecord ReadRecord(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(Key, out string? json))
            throw new InvalidDataException($"{path}: expected a checkpoint, but its metadata has no {Key}.");
        try
        {
            CheckpointRecord? record = JsonSerializer.Deserialize(json, CheckpointJson.Default.CheckpointRecord);
            if (record is { Version: not CheckpointRecord.CurrentVersion })
            {
                throw new InvalidDataException(
                    $"{path}: this library reads checkpoints of version {CheckpointRecord.CurrentVersion}. Received: {record.Version}.");
            }

            return record ?? throw new JsonException("It is null.");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{path}: the checkpoint is damaged: {Key} is not what it should be. {broken.Message}", broken);
        }
    }

    /// <summary>Reads all tensors of a checkpoint into those of a run.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, left over, of another shape or damaged; then nothing is changed.</exception>
    internal static void ReadTensors(string path, CheckpointRecord record, IReadOnlyList<NamedTensor> tensors)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        string[] leftOver = [.. file.Names.Except(tensors.Select(t => t.Name))];
        if (leftOver.Length > 0)
            throw new InvalidDataException($"{path}: the run has no place for {leftOver.Length} tensors: {string.Join(", ", leftOver.Take(5))}.");

        WeightTensor[] weights = [.. tensors.Select(tensor => Read(file, path, tensor))];
        if (Checksum(weights) != record.Checksum)
            throw new InvalidDataException($"{path}: the checkpoint is damaged: its tensors are not those that were written.");
        for (int i = 0; i < weights.Length; i++)
            tensors[i].Tensor.CopyFrom(weights[i]);
    }

    private static WeightTensor Read(SafetensorsFile file, string path, NamedTensor tensor)
    {
        if (!file.Names.Contains(tensor.Name))
            throw new InvalidDataException($"{path}: the tensor \"{tensor.Name}\" is missing.");
        WeightTensor weights = file.Read(tensor.Name);
        return weights.Dimensions.Select(extent => (long)extent).SequenceEqual(tensor.Tensor.shape) && weights.Precision == WeightPrecision.Float32
            ? weights
            : throw new InvalidDataException(
                $"{path}: \"{tensor.Name}\" must be {string.Join(" x ", tensor.Tensor.shape)} in F32. " +
                $"Received: {string.Join(" x ", weights.Dimensions)} in {weights.Precision}.");
    }

    private static uint Checksum(IEnumerable<WeightTensor> tensors)
    {
        uint sum = uint.MaxValue;
        foreach (WeightTensor tensor in tensors)
        {
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(tensor.Bytes.Span);
            foreach (ulong word in words)
                sum = BitOperations.Crc32C(sum, word);
            foreach (byte rest in tensor.Bytes.Span[(words.Length * sizeof(ulong))..])
                sum = BitOperations.Crc32C(sum, rest);
        }

        return ~sum;
    }
}
