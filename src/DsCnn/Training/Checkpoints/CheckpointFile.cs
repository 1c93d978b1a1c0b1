using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DsCnn.Training;

/// <summary>A checkpoint on disk: a safetensors file with all tensors of a run, its <see cref="CheckpointRecord"/> in the metadata, and a checksum of all its bytes.</summary>
internal static class CheckpointFile
{
    private const string Key = "dscnn.checkpoint";
    private const string ChecksumKey = "dscnn.checksum";
    private const string NoChecksum = "00000000";
    private const int BlockBytes = 1 << 20;

    /// <summary>The position of the checksum's digits: it is the first text in the header, which follows the header's length.</summary>
    private static readonly int _checksumAt = sizeof(long) + $"{{\"{SafetensorsHeader.MetadataMember}\":{{\"{ChecksumKey}\":\"".Length;

    /// <summary>Writes a checkpoint; when this returns, it has replaced the older one.</summary>
    /// <exception cref="IOException">It cannot be written; the older one is untouched.</exception>
    internal static void Write(string path, CheckpointRecord record, IEnumerable<NamedTensor> tensors) =>
        Write(path, JsonSerializer.Serialize(record, CheckpointJson.Default.CheckpointRecord), tensors);

    /// <summary>Writes a checkpoint with the given record text.</summary>
    internal static void Write(string path, string record, IEnumerable<NamedTensor> tensors)
    {
        RawTensor[] raw = [.. tensors.Select(t => RawTensor.Of(t.Name, t.Tensor.ToWeightTensor()))];
        var texts = new OrderedDictionary<string, string>
        {
            [ChecksumKey] = NoChecksum,
            [Key] = record,
        };
        try
        {
            AtomicFile.Write(path, stream =>
            {
                using var summed = new ChecksumStream(stream);
                SafetensorsFile.Write(summed, raw, texts);
                stream.Position = _checksumAt;
                stream.Write(Encoding.ASCII.GetBytes(Digits(summed.Checksum)));
            });
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The checkpoint {path} could not be written: {failed.Message}", failed);
        }
    }

    /// <summary>Reads the record of a checkpoint.</summary>
    /// <exception cref="InvalidDataException">It is not a checkpoint, or is damaged.</exception>
    internal static CheckpointRecord ReadRecord(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(Key, out string? json))
            throw new InvalidDataException($"{path}: expected a checkpoint, but its metadata has no {Key}.");
        if (file.Metadata.GetValueOrDefault(ChecksumKey) != Digits(ChecksumOf(path)))
            throw Damaged(path, "its bytes have been changed since it was written");
        try
        {
            if (JsonSerializer.Deserialize(json, CheckpointJson.Default.CheckpointRecord) is not { Fingerprint: not null, History: not null, Current: not null } record)
                throw new JsonException("something is null.");
            return record.Version == CheckpointRecord.CurrentVersion
                ? record
                : throw new InvalidDataException($"{path}: this library reads checkpoints of version {CheckpointRecord.CurrentVersion}. Received: {record.Version}.");
        }
        catch (JsonException broken)
        {
            throw Damaged(path, $"{Key} is invalid: {ErrorText.OneLine(broken.Message)}", broken);
        }
    }

    /// <summary>Reads all tensors of a checkpoint, whose record has already been read, into those of a run.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, unexpected or of the wrong shape; then nothing is changed.</exception>
    internal static void ReadTensors(string path, IReadOnlyList<NamedTensor> tensors)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        string[] leftOver = [.. file.Names.Except(tensors.Select(t => t.Name))];
        if (leftOver.Length > 0)
            throw new InvalidDataException($"{path}: the run has no place for {Quantity.Of(leftOver.Length, "tensor")}: {string.Join(", ", leftOver.Take(5))}.");

        WeightTensor[] weights = [.. tensors.Select(tensor => Read(file, path, tensor))];
        for (int i = 0; i < weights.Length; i++)
            tensors[i].Tensor.CopyFrom(weights[i]);
    }

    internal static InvalidDataException Damaged(string path, string how, Exception? inner = null) =>
        new($"{path}: the checkpoint is damaged: {how}. Replace it with a copy, or delete it to start over.", inner);

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

    /// <summary>The checksum of a file's bytes, with its own digits counted as zeros.</summary>
    private static uint ChecksumOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        using var sum = new ChecksumStream(Stream.Null);
        byte[] block = new byte[BlockBytes];
        bool isFirst = true;
        for (int count; (count = file.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)) > 0; isFirst = false)
        {
            if (isFirst && count >= _checksumAt + NoChecksum.Length)
                Encoding.ASCII.GetBytes(NoChecksum, block.AsSpan(_checksumAt));
            sum.Write(block.AsSpan(0, count));
        }

        return sum.Checksum;
    }

    private static string Digits(uint checksum) => checksum.ToString("x8", CultureInfo.InvariantCulture);
}
