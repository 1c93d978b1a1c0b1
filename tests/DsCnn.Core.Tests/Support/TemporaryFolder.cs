namespace DsCnn.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    internal string FullPath { get; } = Directory.CreateTempSubdirectory("dscnn-tests-").FullName;

    internal IEnumerable<string> FileNames => Directory.GetFileSystemEntries(FullPath).Select(p => Path.GetFileName(p)).Order();

    internal string File(string name) => Path.Combine(FullPath, name);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
