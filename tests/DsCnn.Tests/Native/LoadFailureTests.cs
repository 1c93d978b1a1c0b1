namespace DsCnn.Tests.Native;

public sealed class LoadFailureTests
{
    private const string General = "Unable to load shared library '/app/libLibTorchSharp.so' or one of its dependencies. "
        + "In order to help diagnose loading problems, consider using a tool like strace:\n";

    [Theory]
    [InlineData(
        "/lib/libstdc++.so.6: version `GLIBCXX_3.4.40' not found (required by /app/libLibTorchSharp.so)",
        "The library named first is older than libtorch needs; use Debian 12, Ubuntu 22.04 or newer, also as a container's base.")]
    [InlineData(
        "libgomp.so.1: cannot open shared object file: No such file or directory",
        "Install the library that is missing, or restore the package again if it should be in /app.")]
    [InlineData(
        "/app/libLibTorchSharp.so: failed to map segment from shared object",
        "The folder is mounted noexec or memory is short; move the application to a folder that allows execution.")]
    [InlineData(
        "/app/libLibTorchSharp.so: undefined symbol: _ZN5torch",
        "Delete /app/libLibTorchSharp.so and build or restore again; it may be incomplete or have a different version.")]
    public void The_linkers_reason_is_followed_by_what_to_do(string reason, string whatToDo)
    {
        DllNotFoundException failure = LoadFailure.FromLinker("/app/libLibTorchSharp.so", new DllNotFoundException(General + reason + "\n"));

        failure.Message.Should().Be($"libtorch did not load: {reason}{Environment.NewLine}{whatToDo}");
        failure.InnerException.Should().BeOfType<DllNotFoundException>();
    }

    [Fact]
    public void Every_failure_has_two_lines()
    {
        Exception longReason = new InvalidOperationException("first line\nsecond line\nthird line");
        DllNotFoundException[] failures =
        [
            LoadFailure.NoFolder("libtorch_cpu.so", ["/a", "/b"]),
            LoadFailure.Unreadable("/a/lib.so", longReason),
            LoadFailure.NoPlace(longReason),
            LoadFailure.OtherLibTorch("/b/libtorch_cpu.so"),
            LoadFailure.NotFoundByTorchSharp("/a/lib.so"),
            LoadFailure.InitializedTooEarly(new TypeInitializationException("TorchSharp.torch", longReason)),
            LoadFailure.NotInitialized(longReason),
            LoadFailure.FromLinker("/a/lib.so", new DllNotFoundException(General)),
        ];

        failures.Should().AllSatisfy(failure => failure.Message.Split(Environment.NewLine).Should().HaveCount(2)
            .And.AllSatisfy(line => line.Should().NotBeNullOrWhiteSpace().And.NotContain("\n")));
    }
}
