namespace DsCnn.Tests;

public sealed class CheckerTests
{
    // Full check: also infers every shape, and compares the output's with what the file says.
    private const string Program = """
        import sys, glob, onnx
        for path in sorted(glob.glob(sys.argv[1] + "/*.onnx")):
            model = onnx.load(path)
            onnx.checker.check_model(model, full_check=True)
            inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True).graph.output[0]
            assert inferred == model.graph.output[0], path
            print(path)
        """;

    [PythonOnnxFact]
    public void Every_file_is_valid_for_onnx_checker()
    {
        using var folder = new TemporaryFolder();
        OnnxExportOptions[] variants =
        [
            new(),
            new() { FoldBatchNorm = false, Opset = 17, BatchSize = 2 },
            new() { HalfPrecision = true, Output = OnnxOutput.Logits },
        ];
        foreach (string name in Fixture.Names)
        {
            ModelFile model = Fixture.Load(name).Model;
            foreach ((int i, OnnxExportOptions options) in variants.Index())
                OnnxExporter.Export(model, folder.File($"{name}-{i}.onnx"), options);
            var int8 = new OnnxExportOptions { Quantization = Quantized.SpecOf(model) };
            OnnxExporter.Export(model, folder.File($"{name}-int8.onnx"), int8);
            OnnxExporter.Export(model, folder.File($"{name}-compact.onnx"), int8 with { Compact = true });
        }

        (int exitCode, string output) = PythonOnnx.Run(PythonOnnx.Interpreter!, Program, folder.FullPath);

        exitCode.Should().Be(0, output);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(Fixture.Names.Count() * (variants.Length + 2));
    }
}
