using System.CommandLine;
using System.Text;

namespace DsCnn.Cli;

/// <summary>A page with images that a command can also write, and the number of images on it.</summary>
internal sealed class PageOptions
{
    private readonly Option<FileInfo?> _page;
    private readonly Option<int?> _pictures;

    /// <param name="page">The option for the name of the file.</param>
    /// <param name="shows">What the page shows.</param>
    /// <param name="pictures">The option for the number of images.</param>
    /// <param name="counts">What is counted.</param>
    internal PageOptions(string page, string shows, string pictures, string counts)
    {
        _page = new(page) { Description = shows, HelpName = "FILE" };
        _pictures = NumberOption.NotNegativeWhole(pictures, counts);
    }

    internal void AddTo(ToolCommand command) => command.AddOptions("Page", _page, _pictures);

    /// <summary>The file, or null if no page is requested.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal FileInfo? File(ParseResult parsed)
    {
        FileInfo? page = parsed.GetValue(_page);
        if (page is not null)
            WritableFile.Require(page);
        return page;
    }

    /// <summary>The requested number of images, or null if it is not given.</summary>
    internal int? Pictures(ParseResult parsed) => parsed.GetValue(_pictures);

    internal static void Write(FileInfo file, string html) =>
        AtomicFile.Write(file.FullName, stream => stream.Write(Encoding.ASCII.GetBytes(html)));
}
