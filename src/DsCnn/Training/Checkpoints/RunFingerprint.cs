using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DsCnn;

/// <summary>What a run must have in common with one that resumes it, as names and short texts.</summary>
internal static class RunFingerprint
{
    /// <summary>Images whose pixels are looked at; reading all of a large set would take as long as an epoch.</summary>
    private const int SampledImages = 16;

    // What may change without changing the outcome.
    private static readonly string[] _free = [nameof(TrainerOptions.Checkpoint), nameof(TrainerOptions.Callbacks)];

    internal static Dictionary<string, string> Of(DsCnnModel model, TrainerOptions options, TrainingData data)
    {
        var texts = new Dictionary<string, string>
        {
            ["Network"] = $"{model.Spec.Name} ({Hash(Encoding.UTF8.GetBytes(model.Spec.ToJson()))})",
            ["Training images"] = Describe(data.Train),
            ["Validation images"] = data.Validation is null ? "none" : Describe(data.Validation),
        };
        DescribeProperties("", options with { Precision = PrecisionChoice.For(options.Precision, model.Device) }, texts);
        DescribeValue("Preprocessing", model.Preprocessing, texts);
        texts["Quantization"] = model.Quantization is { } quantization ? Describe(quantization) : "none";
        return texts;
    }

    /// <summary>Refuses to resume another run, and says what differs.</summary>
    internal static void RequireSame(string path, Dictionary<string, string> there, Dictionary<string, string> here)
    {
        string[] differences = [.. there.Keys.Union(here.Keys)
            .Where(name => there.GetValueOrDefault(name) != here.GetValueOrDefault(name))
            .Select(name => $"{name} is {there.GetValueOrDefault(name, "absent")} there and {here.GetValueOrDefault(name, "absent")} here")];
        if (differences.Length > 0)
        {
            throw new InvalidOperationException(ErrorLine(
                $"{path} cannot be resumed by another run: {string.Join("; ", differences)}. Use what it was made with, or begin anew."));
        }
    }

    private static string ErrorLine(string text) => text.ReplaceLineEndings(" ");

    private static void DescribeProperties(string place, object value, Dictionary<string, string> texts)
    {
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (!_free.Contains(property.Name))
                DescribeValue(place + property.Name, property.GetValue(value), texts);
        }
    }

    private static void DescribeValue(string place, object? value, Dictionary<string, string> texts)
    {
        switch (value)
        {
            case null:
                texts[place] = "none";
                break;
            case string or Enum or bool:
                texts[place] = value.ToString()!;
                break;
            case Delegate:
                texts[place] = "a function";
                break;
            case IFormattable number:
                texts[place] = number.ToString(null, CultureInfo.InvariantCulture);
                break;
            case IEnumerable items:
                DescribeItems(place, items, texts);
                break;
            default:
                texts[place] = value.GetType().Name;
                DescribeProperties(place + ".", value, texts);
                break;
        }
    }

    private static void DescribeItems(string place, IEnumerable items, Dictionary<string, string> texts)
    {
        int count = 0;
        foreach (object? item in items)
            DescribeValue($"{place}[{count++}]", item, texts);
        texts[place] = count.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Scales of weights follow the weights in training; what stays is what the values were calibrated to, and which weights are bytes.</summary>
    private static string Describe(QuantizationSpec quantization)
    {
        string values = (quantization with { Weights = [] }).ToJson();
        string weights = string.Join('\n', quantization.Weights.Select(weight => weight.Name));
        return $"int8 ({Hash(Encoding.UTF8.GetBytes(values + weights))})";
    }

    private static string Describe(IImageSource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        bool[] labels = new bool[source.ClassNames.Count];
        for (int i = 0; i < source.Count; i++)
        {
            if (!source.IsMultiLabel)
            {
                hash.AppendData(BitConverter.GetBytes(source.GetLabel(i)));
                continue;
            }

            source.CopyLabels(i, labels);
            hash.AppendData(MemoryMarshal.AsBytes(labels.AsSpan()));
        }

        byte[] pixels = new byte[source.Shape.Shape.Elements];
        for (int sample = 0; sample < Math.Min(SampledImages, source.Count); sample++)
        {
            source.CopyPixels((int)((long)sample * source.Count / SampledImages), pixels);
            hash.AppendData(pixels);
        }

        hash.AppendData(MemoryMarshal.AsBytes(string.Join('\n', source.ClassNames).AsSpan()));
        return $"{source.Count} of {source.Shape.Shape} in {source.ClassNames.Count} classes ({Shorten(hash.GetHashAndReset())})";
    }

    private static string Hash(byte[] bytes) => Shorten(SHA256.HashData(bytes));

    private static string Shorten(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 4));
}
