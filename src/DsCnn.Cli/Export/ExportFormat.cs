namespace DsCnn.Cli;

/// <summary>A kind of file that a network is exported as, and how this one is written.</summary>
internal abstract record ExportFormat
{
    /// <summary>What the file is called in messages: "ONNX file".</summary>
    internal abstract string Kind { get; }

    /// <summary>How many images a run takes, or null for any number.</summary>
    internal required int? BatchSize { get; init; }

    /// <summary>Whether it ends before the softmax or sigmoid.</summary>
    internal required bool Logits { get; init; }

    /// <summary>Whether weights are stored in half precision.</summary>
    internal required bool HalfPrecision { get; init; }

    /// <summary>How values and weights are kept as bytes, or null.</summary>
    internal required QuantizationSpec? Quantization { get; init; }

    /// <summary>The version of the operators, where files have one for all.</summary>
    internal virtual int? Opset => null;

    /// <summary>What is said of it beside its weights, and where it is compared with its network.</summary>
    internal abstract (string Details, string ComparedIn) Texts { get; }

    /// <summary>Makes the file.</summary>
    internal abstract byte[] Make(ModelFile model);

    /// <summary>Runs a file.</summary>
    internal abstract IExportedNetwork Open(byte[] file, ModelSpec spec);
}

/// <summary>An exported file that can be run.</summary>
internal interface IExportedNetwork : IDisposable
{
    /// <param name="images">N x C x H x W numbers.</param>
    /// <returns>What it gives for each image, maps as C x H x W.</returns>
    float[] Run(float[] images);
}
