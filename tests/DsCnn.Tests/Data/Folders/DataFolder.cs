namespace DsCnn.Tests;

/// <summary>A folder of pictures for one test.</summary>
internal sealed class DataFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("dscnn-folder-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    internal string In(string name) => System.IO.Path.Combine([Path, .. name.Split('/')]);

    /// <summary>Puts a picture at each place.</summary>
    internal void Put(params string[] names)
    {
        foreach (string name in names)
            Write(name, File.ReadAllBytes(ImageFixtures.PathOf("color.png")));
    }

    /// <summary>Puts a file at each place that is no picture.</summary>
    internal void PutOther(params string[] names)
    {
        foreach (string name in names)
            Write(name, "not for reading"u8);
    }

    internal string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = In(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    internal void Link(string name, string target) => File.CreateSymbolicLink(Place(name), In(target));

    internal void LinkFolder(string name, string target) => Directory.CreateSymbolicLink(Place(name), In(target));

    internal IEnumerable<string> Names(ImageFolder images) =>
        Enumerable.Range(0, images.Count).Select(i => System.IO.Path.GetRelativePath(Path, images.GetPath(i)).Replace('\\', '/'));

    private string Place(string name)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(In(name))!);
        return In(name);
    }
}
