using System.Reflection;
using System.Text;

namespace DsCnn.Tflite;

/// <summary>Creates the whole file: the graph and its metadata.</summary>
internal static class ModelEmitter
{
    /// <summary>Readers expect a text of this many bytes, padded with zeros.</summary>
    private const int RuntimeVersionBytes = 16;

    private static readonly string _version = typeof(ModelEmitter).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    internal static FileContent Emit(ModelFile model, TfliteExportOptions options)
    {
        ModelFile network = model.FoldBatchNorm();
        FiniteWeights.Require(network);
        options.Quantization?.RequireFit(network.Spec);
        byte[] about = About(model);
        RequireSize(network.Spec, options, about.Length);
        FileContent file = NetworkEmitter.Emit(network, options);
        byte[] runtime = new byte[RuntimeVersionBytes];
        Encoding.ASCII.GetBytes(OperatorVersions.RuntimeFor(file.Operators), runtime);
        return file with
        {
            Description = $"{model.Spec.Name}: {options.BatchSize} x {model.Spec.Input.Shape} to {options.BatchSize} x {model.Spec.Output}, channels last; DsCnn {_version}",
            Metadata = [KeyValuePair.Create("min_runtime_version", runtime), KeyValuePair.Create("dscnn", about)],
        };
    }

    /// <exception cref="NotSupportedException">There are too many bytes for one file, or too many numbers for one tensor.</exception>
    internal static void RequireSize(ModelSpec network, TfliteExportOptions options, long texts)
    {
        TensorShape largest = network.Plan.Values.MaxBy(value => value.Shape.Elements)!.Shape;
        if (largest.Elements > int.MaxValue / options.BatchSize)
            throw new NotSupportedException($"A .tflite file can contain tensors of at most {int.MaxValue} numbers. Received: {options.BatchSize} images with maps of {largest}.");
        long bytes = network.Plan.Operations.OfType<WeightedOperation>().Aggregate(texts, (sum, operation) => checked(sum + WeightEmitter.BytesOf(operation, options)));
        if (bytes > FileFormat.MaxBytes)
        {
            throw new NotSupportedException(
                $"A .tflite file can contain at most {FileFormat.MaxBytes} bytes of weights and texts. Received: {bytes} bytes of {network.Name}. HalfPrecision halves them.");
        }
    }

    /// <summary>The metadata of the model file, as one JSON object; the contents are JSON already, and the keys need no escaping.</summary>
    private static byte[] About(ModelFile model) =>
        Encoding.UTF8.GetBytes($"{{{string.Join(',', model.Metadata.Select(text => $"\"{text.Key}\":{text.Value}"))}}}");
}
