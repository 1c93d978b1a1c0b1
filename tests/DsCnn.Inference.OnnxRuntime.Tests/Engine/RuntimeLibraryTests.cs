namespace DsCnn.Tests;

public sealed class RuntimeLibraryTests
{
    private const string Message =
        "Networks are run by ONNX Runtime, whose native library onnxruntime is missing or has a different version. " +
        "Reference the package Microsoft.ML.OnnxRuntime (or Microsoft.ML.OnnxRuntime.Gpu, or .DirectML) in the application, " +
        "in the same version as Microsoft.ML.OnnxRuntime.Managed.";

    [Theory]
    [InlineData(typeof(DllNotFoundException))]
    [InlineData(typeof(EntryPointNotFoundException))]
    [InlineData(typeof(BadImageFormatException))]
    public void A_library_that_cannot_be_loaded_is_explained(Type failure)
    {
        Action touch = () => throw (Exception)Activator.CreateInstance(failure)!;

        FluentActions.Invoking(() => RuntimeLibrary.EnsureLoaded(touch)).Should().Throw<DllNotFoundException>().WithMessage(Message);
    }

    [Fact]
    public void As_the_first_use_of_the_class_that_needs_it_fails() =>
        FluentActions.Invoking(() => RuntimeLibrary.EnsureLoaded(() => throw new TypeInitializationException("NativeMethods", new DllNotFoundException())))
            .Should().Throw<DllNotFoundException>().WithMessage(Message);

    [Fact]
    public void Is_loaded_here_however_often_it_is_asked_for() => Parallel.For(0, 8, _ => RuntimeLibrary.EnsureLoaded());
}
