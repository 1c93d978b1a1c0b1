namespace DsCnn.Cli.Tests;

/// <summary>Which engine runs which file.</summary>
public sealed class EngineOptionTests
{
    private static readonly FileInfo _model = new("model.safetensors");
    private static readonly FileInfo _onnx = new("model.ONNX");

    [Theory]
    [InlineData("managed")]
    [InlineData("onnx")]
    [InlineData("torch")]
    public void Every_engine_runs_model_files(string engine) => EngineOption.Choose(_model, engine, needsTorch: false).Should().Be(engine);

    [Fact]
    public void Only_ONNX_Runtime_runs_ONNX_files()
    {
        EngineOption.Choose(_onnx, null, needsTorch: true).Should().Be("onnx");
        EngineOption.Choose(_onnx, "onnx", needsTorch: false).Should().Be("onnx");
        foreach (string engine in new[] { "managed", "torch" })
        {
            FluentActions.Invoking(() => EngineOption.Choose(_onnx, engine, needsTorch: false)).Should().Throw<UsageException>()
                .WithMessage($"--engine {engine}: expected a model file or a preset. Received: model.ONNX, which --engine onnx runs.");
        }
    }

    [Fact]
    public void Model_files_run_in_the_managed_engine_unless_maps_or_a_GPU_are_needed()
    {
        EngineOption.Choose(_model, null, needsTorch: false).Should().Be("managed");
        EngineOption.Choose(_model, null, needsTorch: true).Should().Be("torch");
    }

    [Theory]
    [InlineData("predict", "--model", "NONE.onnx", "x.png")]
    [InlineData("evaluate", "--model", "NONE.onnx", "--data", "x")]
    public void Commands_refuse_an_engine_that_does_not_run_the_file(params string[] command) =>
        Tool.Run([.. command, "--engine", "managed"]).Should().Be(
            (2, "", "dscnn: --engine managed: expected a model file or a preset. Received: NONE.onnx, which --engine onnx runs.\n"));
}
