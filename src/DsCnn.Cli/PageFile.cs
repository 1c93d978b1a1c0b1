using System.Text;

namespace DsCnn.Cli;

/// <summary>Writes a page.</summary>
internal static class PageFile
{
    internal static void Write(FileInfo file, string html) =>
        AtomicFile.Write(file.FullName, stream => stream.Write(Encoding.ASCII.GetBytes(html)));
}
