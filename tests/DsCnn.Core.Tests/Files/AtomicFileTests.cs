namespace DsCnn.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_file_is_written()
    {
        Write("a.bin", "new");

        Content("a.bin").Should().Be("new");
        _folder.FileNames.Should().Equal("a.bin");
    }

    /// <summary>A header and its source: a new one beside an old one would not compile.</summary>
    [Fact]
    public void Of_files_that_belong_together_none_is_replaced_where_one_cannot_be_written()
    {
        File.WriteAllText(_folder.File("a.h"), "old");

        Action write = () => AtomicFile.WriteTogether(
            (_folder.File("a.h"), stream => stream.Write("new"u8)),
            (_folder.File("a.c"), _ => throw new IOException("No space left on device")));

        write.Should().Throw<IOException>().WithMessage("No space left on device");
        Content("a.h").Should().Be("old");
        _folder.FileNames.Should().Equal("a.h");
    }

    [Fact]
    public void An_old_file_is_replaced_whole()
    {
        File.WriteAllText(_folder.File("a.bin"), "a much longer old content");

        Write("a.bin", "new");

        Content("a.bin").Should().Be("new");
        _folder.FileNames.Should().Equal("a.bin");
    }

    [Fact]
    public void A_failing_writer_leaves_the_old_file_and_nothing_else()
    {
        File.WriteAllText(_folder.File("a.bin"), "old");

        FluentActions
            .Invoking(() => AtomicFile.Write(_folder.File("a.bin"), stream =>
            {
                stream.Write("half"u8);
                stream.Flush();
                throw new InvalidOperationException("no more");
            }))
            .Should().ThrowExactly<InvalidOperationException>().WithMessage("no more");

        Content("a.bin").Should().Be("old");
        _folder.FileNames.Should().Equal("a.bin");
    }

    [Fact]
    public void A_failing_writer_leaves_no_file_where_there_was_none()
    {
        FluentActions.Invoking(() => AtomicFile.Write(_folder.File("a.bin"), _ => throw new InvalidOperationException()))
            .Should().ThrowExactly<InvalidOperationException>();

        _folder.FileNames.Should().BeEmpty();
    }

    [Fact]
    public void The_old_content_stays_readable_while_the_new_is_written()
    {
        File.WriteAllText(_folder.File("a.bin"), "old");

        AtomicFile.Write(_folder.File("a.bin"), stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Content("a.bin").Should().Be("old");
        });

        Content("a.bin").Should().Be("new");
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        string path = _folder.File("missing/a.bin");

        FluentActions.Invoking(() => AtomicFile.Write(path, _ => { }))
            .Should().ThrowExactly<DirectoryNotFoundException>()
            .WithMessage($"The folder of {path} does not exist. Create it first.");
    }

    [Fact]
    public void A_folder_is_not_replaced_by_a_file()
    {
        Directory.CreateDirectory(_folder.File("a.bin"));

        FluentActions.Invoking(() => Write("a.bin", "new")).Should().Throw<Exception>()
            .Which.Should().Match(e => e is IOException || e is UnauthorizedAccessException);

        _folder.FileNames.Should().Equal("a.bin");
        Directory.Exists(_folder.File("a.bin")).Should().BeTrue();
    }

    /// <summary>As root, renaming a file over /dev/null takes it away from everybody.</summary>
    [Theory]
    [InlineData("/dev/full")]
    [InlineData("pipe")]
    public void Devices_and_pipes_are_not_replaced(string target)
    {
        if (!OperatingSystem.IsLinux())
            return;
        if (target == "pipe")
        {
            using var make = System.Diagnostics.Process.Start("mkfifo", _folder.File("pipe"));
            make.WaitForExit();
        }

        File.CreateSymbolicLink(_folder.File("a.bin"), target);

        FluentActions.Invoking(() => Write("a.bin", "new")).Should().ThrowExactly<IOException>()
            .WithMessage($"{_folder.File("a.bin")} cannot be written: {Path.Combine(_folder.FullPath, target)} is a device or a pipe, not a regular file.");
        FluentActions.Invoking(() => AtomicFile.RequireOrdinary(_folder.File("a.bin"))).Should().ThrowExactly<IOException>();
        new FileInfo(_folder.File("a.bin")).LinkTarget.Should().Be(target);
    }

    [Fact]
    public void An_empty_file_is_replaced_as_any_other()
    {
        File.WriteAllBytes(_folder.File("a.bin"), []);

        Write("a.bin", "new");

        Content("a.bin").Should().Be("new");
    }

    [Fact]
    public void A_link_is_followed_to_what_it_points_at()
    {
        Directory.CreateDirectory(_folder.File("runs"));
        File.WriteAllText(_folder.File("runs/5.bin"), "old");
        File.CreateSymbolicLink(_folder.File("middle.bin"), "runs/5.bin");
        File.CreateSymbolicLink(_folder.File("latest.bin"), "middle.bin");

        Write("latest.bin", "new");

        Content("runs/5.bin").Should().Be("new");
        new FileInfo(_folder.File("latest.bin")).LinkTarget.Should().Be("middle.bin");
        _folder.FileNames.Should().Equal("latest.bin", "middle.bin", "runs");
    }

    [Fact]
    public void A_link_to_a_file_that_is_gone_makes_the_file_again()
    {
        Directory.CreateDirectory(_folder.File("runs"));
        File.CreateSymbolicLink(_folder.File("latest.bin"), "runs/5.bin");

        Write("latest.bin", "new");

        Content("runs/5.bin").Should().Be("new");
        new FileInfo(_folder.File("latest.bin")).LinkTarget.Should().Be("runs/5.bin");
    }

    [Fact]
    public void A_relative_path_is_taken_from_the_current_folder()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder.File("a.bin"));

        AtomicFile.Write(relative, stream => stream.Write("new"u8));

        Content("a.bin").Should().Be("new");
    }

    [Fact]
    public void Nothing_is_refused()
    {
        FluentActions.Invoking(() => AtomicFile.Write("", _ => { })).Should().ThrowExactly<ArgumentException>().WithParameterName("path");
        FluentActions.Invoking(() => AtomicFile.Write(null!, _ => { })).Should().ThrowExactly<ArgumentNullException>().WithParameterName("path");
        FluentActions.Invoking(() => AtomicFile.Write("a", null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("write");
    }

    private void Write(string name, string content) =>
        AtomicFile.Write(_folder.File(name), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(content)));

    private string Content(string name) => File.ReadAllText(_folder.File(name));
}
