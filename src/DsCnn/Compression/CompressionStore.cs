using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DsCnn;

/// <summary>Keeps the state of a compression in a folder: the network of each step, and a file that names the newest one and is written last.</summary>
internal sealed class CompressionStore
{
    /// <summary>Bytes: far more than specs and reports take.</summary>
    private const int LongestState = 64 << 20;

    private readonly string _folder;
    private readonly string _fingerprint;

    internal CompressionStore(string folder, string fingerprint)
    {
        Directory.CreateDirectory(folder);
        _folder = folder;
        _fingerprint = fingerprint;
    }

    private string StatePath => Path.Combine(_folder, "state.json");

    /// <summary>What a run must have in common with one that goes on: the network, the images' number, the steps and the fine-tuning's length and seed.</summary>
    internal static string Fingerprint(ModelFile original, TrainingData data, CompressorOptions options, IReadOnlyList<PlannedStep> steps)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(original.Spec.ToJson());
        foreach (WeightTensor weight in original.Weights.Values)
            hash.AppendData(weight.Bytes.Span);
        foreach (PlannedStep step in steps)
            Append($"{step.Method} {step.Goal} {step.Pruning?.Kinds} {step.Pruning?.Scope} {step.Pruning?.Multiple}");
        Append(string.Create(
            CultureInfo.InvariantCulture, $"{data.Train.Count} {data.Validation?.Count} {options.Criterion} {options.Target.MinAccuracy} {options.Target.MaxAccuracyLoss}"));
        Append(string.Create(CultureInfo.InvariantCulture, $"{options.FineTuning?.Epochs} {options.FineTuning?.Seed} {options.Quantization} {options.QuantizationTuning?.Epochs}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
    }

    /// <summary>Reads the state, or null where there is none.</summary>
    internal CompressionState? Read()
    {
        if (!File.Exists(StatePath))
            return null;
        try
        {
            StateRecord record = JsonSerializer.Deserialize(InputFile.ReadText(StatePath, LongestState), CompressionStateJson.Default.StateRecord)
                ?? throw new InvalidDataException("it is empty.");
            if (record.Fingerprint != _fingerprint)
            {
                throw new InvalidOperationException(
                    $"{_folder} holds the compression of another network, or with other data or options. Use another folder, or delete it to begin anew.");
            }

            return new CompressionState
            {
                Done = record.Done,
                Model = ModelFile.Read(ModelPath(record.Done)),
                BeforePruning = record.BeforePruning is { } json ? ModelSpec.FromJson(json) : null,
                GivenUp = record.GivenUp,
                Report = CompressionReport.FromJson(record.Report),
            };
        }
        catch (Exception broken) when (broken is JsonException or InvalidDataException or SpecFormatException or FileNotFoundException)
        {
            throw new InvalidDataException($"{StatePath}: the state is damaged: {ErrorText.OneLine(broken.Message)}", broken);
        }
    }

    internal void Write(CompressionState state)
    {
        state.Model.Write(ModelPath(state.Done));
        var record = new StateRecord
        {
            Fingerprint = _fingerprint,
            Done = state.Done,
            BeforePruning = state.BeforePruning?.ToJson(),
            GivenUp = state.GivenUp,
            Report = state.Report.ToJson(),
        };
        AtomicFile.Write(StatePath, stream => JsonSerializer.Serialize(stream, record, CompressionStateJson.Default.StateRecord));
    }

    /// <summary>How far the training of a step is, which the state knows nothing of.</summary>
    internal CheckpointOptions CheckpointOf(int step) => new() { Path = CheckpointPath(step), Resume = true };

    internal void DropCheckpoint(int step) => File.Delete(CheckpointPath(step));

    private string CheckpointPath(int step) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"step-{step + 1}.ckpt"));

    private string ModelPath(int done) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"step-{done}.safetensors"));
}
