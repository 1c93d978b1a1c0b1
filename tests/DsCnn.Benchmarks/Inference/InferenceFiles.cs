using System.Diagnostics;

namespace DsCnn.Benchmarks;

/// <summary>One network, its weights random, as the files that the engines read: ours, quantized, and as PyTorch exports it. They go when this does.</summary>
internal sealed class InferenceFiles : IDisposable
{
    internal const string Model = "model.safetensors";
    internal const string Int8Model = "int8.safetensors";
    internal const string Float32 = "float32.onnx";
    internal const string Int8 = "int8.onnx";
    internal const string FromPyTorch = "pytorch.onnx";

    /// <summary>Images to calibrate int8 with. They are noise, as are the weights: only the speed is looked at.</summary>
    private const int CalibrationImages = 4;

    internal InferenceFiles(ModelSpec network, IReadOnlyList<string> peers)
    {
        Folder = Directory.CreateTempSubdirectory("dscnn-benchmark-").FullName;
        using DsCnnModel model = network.Build(seed: 1);
        model.Save(In(Model));
        if (peers.Contains(Peer.Classifier))
            OnnxExporter.Export(model, In(Float32));
        if (peers.Contains(Peer.ManagedInt8) || peers.Contains(Peer.ClassifierInt8))
            ExportInt8(model, new Workload { Network = network, Batch = CalibrationImages, Threads = 1 });
        if (peers.Contains(Peer.OnnxRuntimePyTorch))
            ExportFromPyTorch();
    }

    internal string Folder { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string In(string name) => Path.Combine(Folder, name);

    private void ExportInt8(DsCnnModel model, Workload calibration)
    {
        IImageSource images = calibration.ImageSet().Subset(Enumerable.Range(0, CalibrationImages));
        var options = new QuantizationOptions { MeasureSensitivity = false, BatchSize = CalibrationImages };
        ModelFile quantized = model.Quantize(images, options).Model;
        quantized.Write(In(Int8Model));
        OnnxExporter.Export(quantized, In(Int8));
    }

    private void ExportFromPyTorch()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "export.py");
        using Process process = Process.Start(Peer.Python, [script, In(Model), In(FromPyTorch)]);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("PyTorch could not export the network; its own message is above.");
    }
}
