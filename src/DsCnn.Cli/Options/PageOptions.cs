using System.CommandLine;
using System.Text;

namespace DsCnn.Cli;

/// <summary>A page with pictures that a command may also write, and how many pictures it shows.</summary>
internal sealed class PageOptions
{
    private readonly Option<FileInfo?> _page;
    private readonly Option<int?> _pictures;

    /// <param name="page">The option that names the file.</param>
    /// <param name="shows">What the page shows.</param>
    /// <param name="pictures">The option that says how many.</param>
    /// <param name="counts">How many of what.</param>
    internal PageOptions(string page, string shows, string pictures, string counts)
    {
        _page = new(page) { Description = shows, HelpName = "FILE" };
        _pictures = NumberOption.NotNegativeWhole(pictures, counts);
    }

    internal void AddTo(ToolCommand command) => command.AddOptions("Page", _page, _pictures);

    /// <summary>The file, or null where no page is asked for.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal FileInfo? File(ParseResult parsed)
    {
        FileInfo? page = parsed.GetValue(_page);
        if (page is not null)
            WritableFile.Require(page);
        return page;
    }

    /// <summary>How many pictures are asked for, or null where that is not said.</summary>
    internal int? Pictures(ParseResult parsed) => parsed.GetValue(_pictures);

    internal static void Write(FileInfo file, string html) =>
        AtomicFile.Write(file.FullName, stream => stream.Write(Encoding.ASCII.GetBytes(html)));
}
