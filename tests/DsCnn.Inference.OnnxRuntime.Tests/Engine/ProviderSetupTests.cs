namespace DsCnn.Tests;

public sealed class ProviderSetupTests
{
    [Theory]
    [InlineData(ExecutionProvider.Cuda, "Reference Microsoft.ML.OnnxRuntime.Gpu instead of Microsoft.ML.OnnxRuntime.")]
    [InlineData(ExecutionProvider.DirectML, "On Windows, reference Microsoft.ML.OnnxRuntime.DirectML instead of Microsoft.ML.OnnxRuntime.")]
    [InlineData(ExecutionProvider.CoreML, "It is available on macOS and iOS.")]
    [InlineData(ExecutionProvider.Xnnpack, "It is available on Android and iOS.")]
    public void A_provider_that_is_not_there_is_named_with_those_that_are(ExecutionProvider provider, string remedy) =>
        FluentActions.Invoking(() => ProviderSetup.Require(provider, ["AzureExecutionProvider", "CPUExecutionProvider"])).Should().Throw<NotSupportedException>()
            .WithMessage($"The execution provider {provider} is not part of the ONNX Runtime library that the application includes, which has: Cpu. {remedy}");

    [Fact]
    public void A_provider_that_is_there_is_taken() =>
        FluentActions.Invoking(() => ProviderSetup.Require(ExecutionProvider.Cuda, ["CUDAExecutionProvider", "CPUExecutionProvider"])).Should().NotThrow();

    [Fact]
    public void Loading_asks_the_library()
    {
        // The package for processors has no DirectML on Linux and macOS.
        if (OperatingSystem.IsWindows())
            return;
        var options = new ClassifierOptions { Engine = new OnnxRuntimeOptions { Provider = ExecutionProvider.DirectML } };
        FluentActions.Invoking(() => Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small), options)).Should().Throw<NotSupportedException>()
            .WithMessage("The execution provider DirectML is not part of the ONNX Runtime library that the application includes, which has: Cpu*");
    }
}
