using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace DsCnn.Compression;

/// <summary>Keeps the state of a compression in a folder: the network of each step, and a file that names the newest one and is written last.</summary>
internal sealed class CompressionStore
{
    internal const string StateName = "state.json";

    /// <summary>In bytes; far more than specs and reports take.</summary>
    private const int LongestState = 64 << 20;

    private readonly string _folder;
    private readonly RunLock _lock;
    private readonly Dictionary<string, string> _fingerprint;

    internal CompressionStore(string folder, RunLock held, Dictionary<string, string> fingerprint)
    {
        _folder = folder;
        _lock = held;
        _fingerprint = fingerprint;
    }

    private string StatePath => Path.Combine(_folder, StateName);

    /// <summary>Deletes the files of a compression in a folder, and no others; the state file is deleted first.</summary>
    internal static void Clear(string folder)
    {
        string[] files =
        [
            Path.Combine(folder, StateName), .. Directory.EnumerateFiles(folder, "step-*.safetensors"), .. Directory.EnumerateFiles(folder, "step-*.ckpt"),
            .. Directory.EnumerateFiles(folder, ".step-*.tmp"),
        ];
        foreach (string file in files)
            File.Delete(file);
        AtomicFile.DeleteLeftOvers(Path.Combine(folder, StateName));
    }

    internal void Clear()
    {
        _lock.RequireHeld();
        Clear(_folder);
    }

    /// <summary>Reads the state, or returns null if there is none.</summary>
    internal CompressionState? Read()
    {
        if (!File.Exists(StatePath))
            return null;
        try
        {
            if (JsonSerializer.Deserialize(InputFile.ReadText(StatePath, LongestState), CompressionStateJson.Default.StateRecord) is not { Fingerprint: not null, Report: not null } record)
                throw new InvalidDataException("it is empty.");
            if (record.Checksum != ChecksumOf(record))
                throw new InvalidDataException("it or the network beside it has been changed since it was written.");
            RunFingerprint.RequireSame(_folder, record.Fingerprint, _fingerprint);
            return new CompressionState
            {
                Done = record.Done,
                Model = ModelFile.Read(ModelPath(record.Done)),
                BeforePruning = record.BeforePruning is { } json ? ModelSpec.FromJson(json) : null,
                GivenUp = record.GivenUp,
                Precision = record.Precision,
                Report = CompressionReport.FromJson(record.Report),
            };
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException or SpecFormatException or FileNotFoundException)
        {
            throw new InvalidDataException($"{StatePath}: the state is damaged: {ErrorText.OneLine(broken.Message)} Use another folder, or delete it to start over.", broken);
        }
    }

    internal void Write(CompressionState state)
    {
        _lock.RequireHeld();
        AtomicFile.DeleteLeftOvers(StatePath);
        AtomicFile.DeleteLeftOvers(ModelPath(state.Done));
        state.Model.Write(ModelPath(state.Done));
        var record = new StateRecord
        {
            Fingerprint = _fingerprint,
            Done = state.Done,
            BeforePruning = state.BeforePruning?.ToJson(),
            GivenUp = state.GivenUp,
            Precision = state.Precision,
            Report = state.Report.ToJson(),
        };
        record = record with { Checksum = ChecksumOf(record) };
        AtomicFile.Write(StatePath, stream => JsonSerializer.Serialize(stream, record, CompressionStateJson.Default.StateRecord));

        // The state no longer refers to it.
        if (state.Done > 0)
            File.Delete(ModelPath(state.Done - 1));
    }

    /// <summary>The progress of a step's training, which is not part of the state.</summary>
    internal CheckpointOptions CheckpointOf(int step) => new() { Path = CheckpointPath(step), Resume = true, Lock = _lock };

    internal void DropCheckpoint(int step) => File.Delete(CheckpointPath(step));

    private string CheckpointPath(int step) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"step-{step + 1}.ckpt"));

    private string ModelPath(int done) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"step-{done}.safetensors"));

    /// <summary>The checksum of the state and of the network that it refers to.</summary>
    private string ChecksumOf(StateRecord record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(record with { Checksum = "" }, CompressionStateJson.Default.StateRecord));
        using (FileStream model = File.OpenRead(ModelPath(record.Done)))
            hash.AppendData(SHA256.HashData(model));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
