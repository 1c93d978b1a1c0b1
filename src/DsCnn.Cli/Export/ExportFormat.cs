namespace DsCnn.Cli;

/// <summary>A file format to which networks are exported, with its options.</summary>
internal abstract record ExportFormat
{
    /// <summary>The name of the format in messages: "ONNX file".</summary>
    internal abstract string Kind { get; }

    /// <summary>Images per run, or null for any number.</summary>
    internal required int? BatchSize { get; init; }

    /// <summary>Whether the file ends before the softmax or sigmoid.</summary>
    internal required bool Logits { get; init; }

    /// <summary>Whether weights are stored with half precision.</summary>
    internal required bool HalfPrecision { get; init; }

    /// <summary>The quantization of values and weights, or null.</summary>
    internal required QuantizationSpec? Quantization { get; init; }

    /// <summary>The version of the operators, for formats that have one version for all of them.</summary>
    internal virtual int? Opset => null;

    /// <summary>Text about the file other than its weights, and text about where it is compared with its network.</summary>
    internal abstract (string Details, string ComparedIn) Texts { get; }

    /// <summary>Creates the contents of the file.</summary>
    internal abstract byte[] Make(ModelFile model);

    /// <summary>Runs a file.</summary>
    internal abstract IExportedNetwork Open(byte[] file, ModelSpec spec);
}

/// <summary>An exported file that can be run.</summary>
internal interface IExportedNetwork : IDisposable
{
    /// <param name="images">The values of N x C x H x W.</param>
    /// <returns>The outputs for each image; maps as C x H x W.</returns>
    float[] Run(float[] images);
}
