namespace DsCnn.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    internal string FullPath { get; } = Directory.CreateTempSubdirectory("dscnn-onnx-tests-").FullName;

    internal string File(string name) => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
