using System.Reflection;
using System.Text;
using DsCnn.Protobuf;

namespace DsCnn.Onnx;

/// <summary>Creates the whole file: the graph and its metadata.</summary>
internal static class ModelEmitter
{
    /// <summary>The version of the file format, that of ONNX 1.8. Nothing newer is used, whatever the version of the operators.</summary>
    private const int IrVersion = 7;

    /// <summary>Protocol buffers are limited to 2^31 bytes; the rest is for nodes and names, which take less even in the longest networks.</summary>
    private const long MaxBytes = 2_000_000_000;

    private static readonly string _version = typeof(ModelEmitter).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    internal static ModelProto Emit(ModelFile model, OnnxExportOptions options)
    {
        ModelFile network = options.FoldBatchNorm ? model.FoldBatchNorm() : model;
        FiniteWeights.Require(network);
        options.Quantization?.RequireFit(network.Spec);
        RequireSize(network.Spec, WeightStorage.BytesOf(network.Spec, options) + model.Metadata.Values.Sum(text => (long)Encoding.UTF8.GetByteCount(text)));

        var file = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "DsCnn",
            ProducerVersion = _version,
            DocString = $"{model.Spec.Name}: N x {model.Spec.Input.Shape} to N x {model.Spec.Output}",
            Graph = NetworkEmitter.Emit(network, options),
        };
        file.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = options.Opset });
        file.MetadataProps.Add(model.Metadata.Select(text => new StringStringEntryProto { Key = text.Key, Value = text.Value }));
        return file;
    }

    /// <exception cref="NotSupportedException">There are too many bytes for one file.</exception>
    internal static void RequireSize(ModelSpec spec, long bytes)
    {
        if (bytes > MaxBytes)
        {
            throw new NotSupportedException(
                $"An ONNX file can contain at most {MaxBytes} bytes of weights and texts. Received: {bytes} bytes of {spec.Name}. HalfPrecision halves them.");
        }
    }
}
