using System.Diagnostics;
using System.Net.Sockets;

namespace DsCnn.Tests;

public sealed class InputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>What can stand where a file is expected.</summary>
    public static TheoryData<string> Impostors => ["pipe", "link to a pipe", "socket", "/dev/zero", "/dev/null", "empty"];

    [Theory, MemberData(nameof(Impostors))]
    public async Task What_is_no_file_is_refused_at_once_by_everything_that_reads_one(string kind)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using Socket? socket = kind == "socket" ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : null;
        string path = Make(kind, socket);

        foreach (Action read in new Action[] { () => ModelFile.Read(path), () => SafetensorsFile.Open(path), () => ForeignWeights.Read(path) })
        {
            var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => Task.Run(read).WaitAsync(TimeSpan.FromSeconds(20)));
            refusal.Message.Should().Be($"{path}: it is empty, or not a file but a pipe, a socket or a device.");
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        string path = _folder.File("missing");
        foreach (Action read in new Action[] { () => ModelFile.Read(path), () => ForeignWeights.Read(path), () => InputFile.ReadText(path, 10) })
            read.Should().Throw<FileNotFoundException>().WithMessage($"There is no file {path}.").Which.FileName.Should().Be(path);
    }

    [Fact]
    public void A_folder_is_called_one() =>
        FluentActions.Invoking(() => ModelFile.Read(_folder.FullPath)).Should().Throw<IOException>().WithMessage($"{_folder.FullPath} is a folder. Expected a file.");

    [Fact]
    public void A_link_to_nothing_says_where_it_leads()
    {
        File.CreateSymbolicLink(_folder.File("link"), "nowhere");
        FluentActions.Invoking(() => InputFile.Open(_folder.File("link"))).Should().Throw<FileNotFoundException>()
            .WithMessage($"{_folder.File("link")} is a link to {_folder.File("nowhere")}, which does not exist.");
    }

    [Fact]
    public void A_link_is_as_long_as_the_file_it_points_to()
    {
        string file = _folder.File("file");
        File.WriteAllText(file, "12345");
        string link = _folder.File("link");
        File.CreateSymbolicLink(link, "file");

        InputFile.LengthOf(link).Should().Be(5);
        InputFile.ReadText(link, 5).Should().Be("12345");
        FluentActions.Invoking(() => InputFile.ReadText(link, 4)).Should().Throw<InvalidDataException>().WithMessage("*at most 4 bytes. Received: 5.");
    }

    public void Dispose() => _folder.Dispose();

    private string Make(string kind, Socket? socket)
    {
        if (kind.StartsWith("/dev", StringComparison.Ordinal))
            return kind;
        string path = _folder.File("input");
        switch (kind)
        {
            case "socket":
                socket!.Bind(new UnixDomainSocketEndPoint(path));
                return path;
            case "empty":
                File.WriteAllBytes(path, []);
                return path;
            default:
                using (Process make = Process.Start("mkfifo", path))
                    make.WaitForExit();
                if (kind == "pipe")
                    return path;
                File.CreateSymbolicLink(path + ".link", path);
                return path + ".link";
        }
    }
}
